"""Zips, gzip files and nested containers: each member is read, or reported with a reason."""

from __future__ import annotations

import random
import stat
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from archive.sources.backup_parts import backup_part
from archive.sources.contents import Budget, BudgetExceeded
from archive.sources.files import document_of, find_sources
from patience import no_hang
from shared import SAMPLES
from web_archives import PAGE, count, gzipped, opened, response

SAMPLE = SAMPLES / "eml" / "mikel-mail" / "attachments" / "test.zip"
FEED = b"<?xml version='1.0'?><feed xmlns:blogger='http://schemas.google.com/blogger/2018'></feed>"
TAKEOUT = {
    "Takeout/Blogger/Blogs/Tarn/feed.atom": FEED,
    "Takeout/Blogger/Blogs/Tarn/settings.csv": b"blog_name,blog_time_zone,blog_locale\nTarn,Europe/London,en\n",
    "Takeout/Blogger/Blogs/Tarn/theme-classic.html": b"<html><head><title><$BlogPageTitle$></title></head></html>",
    "Takeout/Blogger/Blogs/Tarn/theme-layouts.xml": b"<?xml version='1.0'?><!DOCTYPE html><html><b:skin>",
    "Takeout/Blogger/Blogs/Tarn/followers.csv": b"a,b\n",
    "Takeout/Blogger/Profile/profile.csv": b"name\nx\n",
    "Takeout/Blogger/Albums/Tarn/a.jpg": b"\xff\xd8\xff\xe0JFIF",
    "Takeout/Blogger/Albums/Tarn/a.jpg.json": b'{"title": "a.jpg"}',
    "Takeout/Blogger/Albums/Tarn/a(1).jpg": b"\xff\xd8\xff\xe0JFIF2",
    "Takeout/Blogger/Albums/Tarn/a.jpg(1).json": b'{"title": "a.jpg"}',
    "Takeout/notes.json": b'{"title": "no picture of that name"}',
}


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name), data, compression)
    return packed.getvalue()


def nested(depth: int, data: bytes) -> bytes:
    for _ in range(depth):
        data = zipped({"inner.zip" if data[:2] == b"PK" else "a.txt": data})
    return data


def names(found) -> list[str]:
    return [document.name for document in found.documents]


def reasons(found) -> list[str]:
    return [fault.reason for fault in found.faults]


def test_a_file_that_is_not_a_container_is_its_own_only_document(tmp_path):
    for data in (b"plain text", zipped({"[Content_Types].xml": b"x", "word/document.xml": b"y"}), b"%PDF-1.4"):
        found = opened(tmp_path, data, "a.txt")
        assert names(found) == ["a.txt"]
        assert count(found) == 1


def test_each_member_of_a_zip_is_a_document_named_after_the_zip(tmp_path):
    found = opened(tmp_path, zipped({"b/One.txt": b"one", "a.txt": b"two", "b/": b""}), "scrapes.zip")
    assert names(found) == ["scrapes.zip/b/One.txt", "scrapes.zip/a.txt"]
    assert [document.read() for document in found.documents] == [b"one", b"two"]
    assert found.documents[0].beside("a.txt") is None


def test_a_document_finds_the_files_beside_it_in_a_zip_and_in_a_folder(tmp_path):
    for name, data in TAKEOUT.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(data)
    on_disk = [document_of(source) for source in find_sources([tmp_path / "folder"])]
    in_zip = list(opened(tmp_path, zipped(TAKEOUT), "t.zip").documents)
    for documents, prefix in ((on_disk, ""), (in_zip, "t.zip/")):
        feed = next(document for document in documents if document.name.endswith("feed.atom"))
        settings = feed.beside("settings.csv")
        assert settings and settings.name == f"{prefix}Takeout/Blogger/Blogs/Tarn/settings.csv"
        assert settings.read().startswith(b"blog_name")
        for name in ("no.csv", "../Tarn/settings.csv", "", "..", "/etc/hostname", "a\0b"):
            assert feed.beside(name) is None
        assert {document.name.removeprefix(prefix): backup_part(document) for document in documents} == {
            "Takeout/Blogger/Blogs/Tarn/feed.atom": None,
            "Takeout/Blogger/Blogs/Tarn/settings.csv": "the settings of the blog",
            "Takeout/Blogger/Blogs/Tarn/theme-classic.html": "the template of a blog",
            "Takeout/Blogger/Blogs/Tarn/theme-layouts.xml": "the template of a blog",
            "Takeout/Blogger/Blogs/Tarn/followers.csv": "the followers of the blog",
            "Takeout/Blogger/Profile/profile.csv": "the profile of the blog's owner",
            "Takeout/Blogger/Albums/Tarn/a.jpg": None,
            "Takeout/Blogger/Albums/Tarn/a.jpg.json": "metadata of a picture",
            "Takeout/Blogger/Albums/Tarn/a(1).jpg": None,
            "Takeout/Blogger/Albums/Tarn/a.jpg(1).json": "metadata of a picture",
            "Takeout/notes.json": None,
        }


def test_a_saved_page_named_like_a_part_of_a_backup_is_not_taken_for_one(tmp_path):
    [document] = opened(tmp_path, zipped({"theme-classic.html": PAGE}), "a.zip").documents
    assert backup_part(document) is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_odd_member_names_are_made_harmless_and_unique(tmp_path):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in ("../../a.txt", "/etc/b.txt", "c\\d.txt", "e\n.txt", "f.txt", "f.txt", "./f.txt", "."):
            file.writestr(zipfile.ZipInfo(name), name)
    found = opened(tmp_path, packed.getvalue(), "x.zip")
    assert [name.removeprefix("x.zip/") for name in names(found)] == [
        "%2E%2E/%2E%2E/a.txt",
        "etc/b.txt",
        "c/d.txt",
        "e%0A.txt",
        "f.txt",
        "f.txt#2",
        "f.txt#3",
        "%00",
    ]
    assert not found.faults


def test_files_added_by_file_managers_are_ignored(tmp_path):
    added = ["__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", "b/desktop.ini", "b/._c.txt"]
    found = opened(tmp_path, zipped({"a.txt": b"x"} | dict.fromkeys(added, b"y")), "x.zip")
    assert names(found) == ["x.zip/a.txt"]
    assert [each.name for each in found.ignored] == [f"x.zip/{name}" for name in added]


def test_links_locked_members_and_unsupported_compression_are_faults_and_the_other_members_are_read(tmp_path):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
        file.writestr("bz.txt", "x", zipfile.ZIP_BZIP2)
        file.writestr("locked.txt", "x")
        file.writestr("open.txt", "x")
    data = bytearray(packed.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        for _ in range(3):
            place = data.index(mark, place + 1)
        data[place + offset] |= 1
    found = opened(tmp_path, bytes(data), "x.zip")
    assert names(found) == ["x.zip/open.txt"]
    assert [fault.name for fault in found.faults] == ["x.zip/link", "x.zip/bz.txt", "x.zip/locked.txt"]
    for reason, says in zip(reasons(found), ("a link", "compression method", "a password"), strict=True):
        assert says in reason


def test_three_levels_of_containers_are_opened_and_the_fourth_is_a_fault(tmp_path):
    assert names(opened(tmp_path, nested(3, b"text"), "x.zip")) == ["x.zip/inner.zip/inner.zip/a.txt"]
    found = opened(tmp_path, nested(4, b"text"), "x.zip")
    assert not found.documents
    [fault] = found.faults
    assert fault.container
    assert "4 containers deep" in fault.reason


def test_a_web_archive_and_a_gzip_file_in_a_zip_are_opened(tmp_path):
    data = zipped({"w/site.warc.gz": gzipped(response(PAGE)), "feed.atom.gz": gzipped(FEED), "settings.csv": b"x"})
    found = opened(tmp_path, data, "x.zip")
    assert names(found) == [
        "x.zip/w/site.warc.gz/1-office.html",
        "x.zip/feed.atom.gz/feed.atom",
        "x.zip/settings.csv",
    ]
    assert found.documents[1].beside("settings.csv").read() == b"x"


def test_a_truncated_or_damaged_gzip_file_is_a_fault_and_gives_no_document(tmp_path):
    whole = gzipped(FEED) + gzipped(b"<!-- more -->")
    assert opened(tmp_path, whole, "a.xml.gz").documents[0].read() == FEED + b"<!-- more -->"
    for data in (whole[:-3], whole[:40] + b"????" + whole[44:]):
        found = opened(tmp_path, data, "a.xml.gz")
        assert not found.documents
        assert found.faults[0].container


BOMBS = {
    "zeros": lambda: zipped({"zeros": bytes(100_000_000)}),
    "zeros in a zip": lambda: zipped({"inner.zip": zipped({"zeros": bytes(100_000_000)})}),
    "many": lambda: zipped({f"{number}.txt": bytes(2_000_000) for number in range(50)}),
    "gzip": lambda: gzipped(bytes(100_000_000)),
    "gzip of gzip": lambda: gzipped(gzipped(bytes(100_000_000))),
    "zip of zips": lambda: zipped({f"{number}.zip": zipped({"zeros": bytes(9_000_000)}) for number in range(9)}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_while_it_is_read(tmp_path, kind):
    bomb = BOMBS[kind]()
    with no_hang():
        tracemalloc.start()
        found = opened(tmp_path, bomb, "bomb")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert "unpacks to more than 200 times" in " ".join(reasons(found))
        assert sum(document.size for document in found.documents) <= 200 * len(bomb)
    assert peak < 40_000_000


def test_members_that_share_their_bytes_spend_budget_each_time(tmp_path):
    """A bomb without nesting: many entries that point to the same compressed bytes."""
    data = zipped({f"{number:05}": bytes(3_000_000) if not number else b"" for number in range(500)})
    directory = data.index(b"PK\x01\x02")
    head = data[directory : directory + 51]
    entries = b"".join(head[:46] + b"%05d" % number for number in range(500))
    end = bytearray(data[data.index(b"PK\x05\x06") :])
    end[12:16] = len(entries).to_bytes(4, "little")
    bomb = bytearray(data[:directory] + entries + end)
    found = opened(tmp_path, bytes(bomb), "bomb.zip")
    assert sum(document.size for document in found.documents) <= 200 * len(bomb)
    assert count(found) == 500


def test_a_member_whose_size_differs_from_the_one_announced_is_a_fault(tmp_path):
    data = zipped({"a.txt": b"word " * 100}, zipfile.ZIP_DEFLATED)
    for size in (3, 501, 10**9):
        wrong = data
        for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            place = wrong.index(mark) + offset
            wrong = wrong[:place] + size.to_bytes(4, "little") + wrong[place + 4 :]
        assert reasons(opened(tmp_path, wrong, "x.zip")) == ["it is damaged; copy the zip again"]


def test_a_truncated_or_empty_zip_is_one_fault(tmp_path):
    for data in (zipped(TAKEOUT)[:-40], zipped({}), b"PK\x03\x04"):
        found = opened(tmp_path, data, "x.zip")
        assert count(found) == 1
        assert found.faults[0].container
        assert found.faults[0].sha256


def test_a_damaged_zip_gives_only_whole_members(tmp_path):
    members = {f"{number}.txt": b"Tarnshire " * (number + 1) for number in range(20)}
    whole, dice = zipped(members), random.Random(7)
    for _ in range(50):
        data = bytearray(whole)
        data[dice.randrange(4, len(data))] ^= 1 << dice.randrange(8)
        for each in (bytes(data), whole[: dice.randrange(4, len(whole))]):
            found = opened(tmp_path, each, "x.zip")
            assert {document.read() for document in found.documents} <= set(members.values())
            assert count(found) == 20 or any(fault.container for fault in found.faults)


def test_a_file_that_does_not_fit_on_the_disk_when_unpacked_is_one_fault(tmp_path, monkeypatch):
    def full(pieces):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.sources.zips.temporary_copy", full)
    found = opened(tmp_path, nested(2, b"text"), "x.zip")
    assert "No space left on device" in found.faults[0].reason


def test_an_inner_container_spends_the_budget_of_the_outer_one_too():
    outer = Budget(10)
    Budget(100, outer).spend(1500)
    with pytest.raises(BudgetExceeded):
        Budget(100, outer).spend(600)
    with pytest.raises(BudgetExceeded):
        Budget(3 * 2**30).spend(4 * 2**30 + 1)


def test_a_backup_full_of_photographs_is_within_the_budget():
    Budget(3 * 2**30).spend(3 * 2**30 + 1000)


@pytest.mark.shared
def test_the_sample_zip_holds_one_document(tmp_path):
    """The Finder of macOS made it and added a file."""
    found = opened(tmp_path, SAMPLE.read_bytes(), "test.zip")
    assert names(found) == ["test.zip/test.pdf"]
    assert [each.name for each in found.ignored] == ["test.zip/__MACOSX/._test.pdf"]
