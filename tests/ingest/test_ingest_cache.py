"""What was read from a large document is used again, and only for the same bytes, facts and settings."""

import pytest

from archive.ingest import cache
from archive.ingest.cache import SMALLEST
from scrapes import HERONS, Archive
from small_blog import classic_export

FILLER = b"<!-- " + b"padding " * (SMALLEST // 8) + b"-->"


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path)
    made.inbox.mkdir()
    (made.inbox / "export.xml").write_bytes(classic_export().replace(b"</feed>", FILLER + b"</feed>"))
    return made


def test_a_new_file_does_not_mean_reading_the_export_again(archive, documents_read):
    archive.run()
    archive.put(note=HERONS)
    archive.run()
    assert documents_read == ["export.xml", "note.txt"]


def test_a_cached_reading_gives_the_same_archive_as_a_new_one(archive, tmp_path):
    archive.run()
    archive.put(note=HERONS)
    archive.run()
    fresh = Archive(tmp_path / "fresh")
    fresh.root.mkdir()
    archive.inbox.rename(fresh.inbox)
    fresh.run()
    assert fresh.files() == archive.files()


def test_the_report_is_the_same_with_and_without_the_cache(archive):
    archive.run()
    with_cache = archive.run()
    for stored in archive.root.glob(".content.cache/*/*"):
        stored.unlink()
    assert archive.run() == with_cache


def test_a_large_reading_is_stored_in_parts_and_read_again_if_one_is_lost(archive, documents_read, monkeypatch):
    monkeypatch.setattr(cache, "_COPIES", 1)
    archive.run()
    archive.put(note=HERONS)
    archive.run()
    assert documents_read == ["export.xml", "note.txt"]
    assert len(archive.cached_readings()) > 2
    max(archive.cached_readings(), key=lambda part: len(part.name)).unlink()
    archive.put(note=f"{HERONS} ")
    archive.run()
    assert documents_read[2:] == ["export.xml", "note.txt"]


def test_a_changed_export_or_fact_is_read_again(archive, documents_read):
    archive.run()
    archive.know('["export.xml"]\nnotes = "from the keeper"\n')
    archive.run()
    export = archive.inbox / "export.xml"
    export.write_bytes(export.read_bytes().replace(b"padding", b"filling", 1))
    archive.run()
    assert documents_read == ["export.xml"] * 3
    assert len(archive.cached_readings()) == 1, "outdated readings are removed"


def test_other_allowed_details_mean_reading_again(archive, documents_read):
    archive.run()
    (archive.content / "privacy.toml").write_text('[allowed]\nemails = ["ann@branch.example"]\n')
    archive.run()
    assert documents_read == ["export.xml"] * 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x80\x05."])
def test_a_damaged_reading_is_made_again(archive, documents_read, damage):
    archive.run()
    [reading] = archive.cached_readings()
    reading.write_bytes(damage)
    files = archive.files()
    report = archive.run()
    assert documents_read == ["export.xml"] * 2
    assert report.problems == ()
    assert archive.files() == files


def test_a_dry_run_leaves_nothing_behind(archive):
    archive.run(dry_run=True)
    assert sorted(path.name for path in archive.root.iterdir()) == ["inbox"]
