"""Verify finds every bit that changed in the sources, every sum that does not meet, and changes nothing."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path

import pytest

import small_blog
from archive.audit.verify import Verification, verify
from archive.errors import ArchiveError
from archive.ingest.pipeline import import_sources
from archive.sources.files import find_sources
from archive.sources.locations import save_locations
from saved_pages import single_file
from scrapes import HERONS, KETTLE, Archive, page

DAY = date(2017, 6, 24)
FLIPS = 200
BOX = "From keeper@tarnshire.example Tue Jul 11 08:30:00 2017\n"
OLD_BOX = "Subject: Tea\nFrom: keeper@tarnshire.example\nDate: Tue, 11 Jul 2017 08:30:00 +0000\n\nThe tea has gone.\n"


@pytest.fixture
def archive(root, tmp_path) -> Archive:
    """A copy of the archive of a text, a zip of two texts, a web archive and a mailbox."""
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    copy = Archive(tmp_path)
    located(copy)
    return copy


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The folder of that archive, which is imported once."""
    made = Archive(tmp_path_factory.mktemp("verified"))
    members = {"one.txt": page("One", DAY, KETTLE).encode(), "more/two.txt": page("Two", DAY, HERONS + "!").encode()}
    made.put(a=page("The Estuary", DAY, HERONS, ["Tea.", "> Cake."]))
    files = {"texts.zip": small_blog.zipped(members), "blog.warc.gz": small_blog.web_archive()}
    small_blog.put({**files, "old.mbox": (BOX + OLD_BOX).encode()}, made.inbox)
    made.run()
    return made.root


def imported(archive: Archive) -> None:
    """Import all that is in the inbox, as the task does."""
    archive.run()
    located(archive)


def located(archive: Archive) -> None:
    """Remember where the sources are."""
    save_locations(archive.content, [archive.inbox], find_sources([archive.inbox]))


def verified(archive: Archive) -> Verification:
    """What verify finds; it may change no file, not even its time."""
    before = _state(archive.root)
    found = verify(archive.content, lambda things, doing: things)
    assert _state(archive.root) == before
    return found


def _state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def named(problems) -> list[list[str]]:
    """Of each problem the file, and what became of it."""
    return [problem.split(": ")[:2] for problem in problems]


def change_ledger(archive: Archive, change) -> None:
    """Edit the lines of the ledger: `change` takes and gives a list of them."""
    lines = change(archive.ledger())
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (archive.content / "ledger.jsonl").write_text(text, encoding="utf-8")


def first_of(lines, kind: str):
    return next(line for line in lines if line["kind"] == kind)


def test_a_sound_archive_has_no_problems_and_everything_was_looked_at(archive):
    found = verified(archive)
    assert found.problems == found.notes == ()
    assert (found.raw_files, found.members) == (4, 2 + len(small_blog.POSTS))
    assert found.records == len(archive.ledger())
    assert found.posts == len(archive.posts())
    assert (found.edited, found.by_hand) == (0, 0)


def test_sources_of_every_form_imported_twice_are_as_they_were(tmp_path):
    archive = Archive(tmp_path)
    small_blog.put(small_blog.all_files(), archive.inbox)
    before = _state(archive.inbox)
    for _ in range(2):
        imported(archive)
        assert verified(archive).problems == ()
    assert _state(archive.inbox) == before


def test_every_bit_that_flips_in_a_source_is_found_and_its_file_is_named(archive):
    chance = random.Random(2026)
    files = sorted(archive.inbox.iterdir())
    for _ in range(FLIPS):
        path = chance.choice(files)
        data = path.read_bytes()
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        problems = verified(archive).problems
        assert named(problems) == [[path.name, "changed"]]
        path.write_bytes(data)
    assert verified(archive).problems == ()


def test_pictures_inside_a_page_are_parts_of_it(archive):
    page = archive.inbox / "kettle.html"
    page.write_text(single_file(), "utf-8")
    imported(archive)
    assert verified(archive).problems == ()
    page.write_text(single_file(picture=9_000), "utf-8")
    assert named(verified(archive).problems) == [["kettle.html", "changed"]]


def test_a_missing_and_an_extra_file_are_named_and_a_moved_one_is_no_fault(archive):
    (archive.inbox / "a.txt").rename(archive.inbox / "z.txt")
    (archive.inbox / "old.mbox").unlink()
    archive.put(new=HERONS)
    found = verified(archive)
    assert named(found.problems) == [["old.mbox", "missing"], ["new.txt", "extra"]]
    assert str(archive.inbox / "new.txt") in found.problems[-1]
    assert found.notes[0] == "a.txt: moved to z.txt; `invoke import` records where it is now"


def test_a_skipped_file_that_is_gone_is_not_missed_and_a_changed_one_is_named(archive):
    skipped = archive.inbox / "leaflet.pdf"
    skipped.write_bytes(b"%PDF-1.4 tea")
    imported(archive)
    skipped.write_bytes(b"%PDF-1.4 cake")
    assert named(verified(archive).problems) == [["leaflet.pdf", "changed"]]
    skipped.unlink()
    assert verified(archive).problems == ()


def test_without_the_memory_of_this_machine_sources_are_looked_for_in_the_inbox(archive):
    (archive.root / ".content.sources.json").unlink()
    assert {problem.split(": ")[1] for problem in verified(archive).problems} == {"missing"}
    archive.inbox.rename(archive.content / "inbox")
    assert verified(archive).problems == ()


def test_a_source_that_changed_and_could_not_be_read_at_its_import_is_still_changed(archive):
    (archive.inbox / "a.txt").write_bytes(b"")
    imported(archive)
    assert named(verified(archive).problems) == [["a.txt", "changed"]]


def test_so_is_an_image(tmp_path):
    archive = Archive(tmp_path)
    small_blog.put({"tarn.png": small_blog.picture()}, archive.inbox)
    imported(archive)
    assert verified(archive).problems == ()
    (archive.inbox / "tarn.png").write_bytes(b"")
    imported(archive)
    assert named(verified(archive).problems) == [["tarn.png", "changed"]]


def test_a_name_that_was_mistyped_at_an_import_is_not_missed(archive):
    import_sources(find_sources([archive.root / "mistyped.txt"]), archive.content, False, lambda things, doing: things)
    assert any(line["source"] == "mistyped.txt" for line in archive.ledger())
    assert verified(archive).problems == ()


def test_a_source_that_has_lost_a_post_since_is_compared_with_what_it_is_now(archive):
    archive.put(a=page("The Estuary", DAY, HERONS) + "\n\n" + page("A Kettle", date(2017, 6, 23), KETTLE))
    imported(archive)
    archive.put(a=page("The Estuary", DAY, HERONS))
    imported(archive)
    assert any(line["reason"] == "its source no longer has it" for line in archive.ledger())
    assert verified(archive).problems == ()
    archive.put(a=page("The Estuary", DAY, HERONS) + "\n\n" + page("A Kettle", date(2017, 6, 23), KETTLE))
    assert named(verified(archive).problems) == [["a.txt", "changed"]]


def test_a_source_that_could_not_be_read_is_compared_if_its_bytes_were_had(archive):
    (archive.inbox / "film.bin").write_bytes(bytes(range(256)) * 20)
    (archive.inbox / "nowhere.txt").symlink_to("nothing")
    imported(archive)
    found = verified(archive)
    assert (found.problems, found.unhashed) == ((), 1 + _unhashed_in_web_archive(archive))
    (archive.inbox / "film.bin").write_bytes(bytes(range(255)) * 20)
    assert named(verified(archive).problems) == [["film.bin", "changed"]]


def _unhashed_in_web_archive(archive: Archive) -> int:
    return sum(line["sha256"] is None and line["source"] == "blog.warc.gz" for line in archive.ledger())


def test_a_document_in_a_container_that_is_read_otherwise_than_the_ledger_says_is_named(archive):
    def change(lines):
        for line in lines:
            if line["source"] == "texts.zip/one.txt":
                line["sha256"] = "0" * 64
            elif line["source"] == "texts.zip/more/two.txt":
                line["source"] = "texts.zip/three.txt"
        return lines

    change_ledger(archive, change)
    assert named(verified(archive).problems) == [
        ["texts.zip/one.txt", "changed"],
        ["texts.zip/more/two.txt", "extra"],
        ["texts.zip/three.txt", "missing"],
    ]


def test_a_container_that_was_exchanged_and_lost_a_document_is_told(archive):
    members = {"one.txt": page("One", DAY, KETTLE).encode()}
    (archive.inbox / "texts.zip").write_bytes(small_blog.zipped(members))
    imported(archive)
    assert named(verified(archive).problems) == [["texts.zip/more/two.txt", "missing"]]


def test_a_document_that_cannot_be_had_any_more_is_told_and_one_that_never_could_is_not(archive):
    damaged = bytearray(small_blog.zipped({"one.txt": KETTLE.encode(), "two.txt": HERONS.encode()}))
    damaged[damaged.index(b"one.txt") + 20] ^= 1
    deep = small_blog.zipped({"kettle.txt": KETTLE.encode()})
    for depth in range(4):
        deep = small_blog.zipped({f"{depth}.zip": deep})
    small_blog.put({"damaged.zip": bytes(damaged), "deep.zip": deep}, archive.inbox)
    imported(archive)
    faults = [line for line in archive.ledger() if line["kind"] == "file" and "containers deep" in line["reason"]]
    assert len(faults) == 1
    assert faults[0]["sha256"]
    assert verified(archive).problems == ()

    def change(lines):
        next(line for line in lines if line["source"] == "damaged.zip/one.txt")["sha256"] = "0" * 64
        return lines

    change_ledger(archive, change)
    assert named(verified(archive).problems) == [["damaged.zip/one.txt", "can no longer be read"]]


def test_a_folder_that_is_named_like_a_container_is_none(archive):
    small_blog.put({"shelf/texts.zip/three.txt": page("Three", DAY, KETTLE + " Three.").encode()}, archive.root)
    shelf = archive.root / "shelf"
    import_sources(find_sources([shelf]), archive.content, False, lambda things, doing: things)
    save_locations(archive.content, [shelf], find_sources([shelf]))
    assert verified(archive).problems == ()
    (shelf / "texts.zip/three.txt").write_bytes(b"?")
    assert named(verified(archive).problems) == [["texts.zip/three.txt", "changed"]]


def _with(kind: str, **values):
    def change(lines):
        first_of(lines, kind).update(values)
        return lines

    return change


def _doubled(lines):
    return [*lines, first_of(lines, "comment")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_with("post", words_in=9_999), "of 9999 words"),
        (_with("comment", words_kept=0), "0 were kept"),
        (_with("comment", words_in=1, words_left_out={"": 1}, words_kept=0), "without a number or a reason"),
        (_with("comment", words_left_out={"navigation": "many"}), "without a number or a reason"),
        (_with("post", words_left_out={"navigation": -1}), "without a number or a reason"),
        (_with("comment", outcome="lost"), "“lost” is not an outcome"),
        (_with("comment", outcome="left-out", reason=None), "left-out without a reason"),
        (_with("comment", file=None), "has no file"),
        (_with("comment", parent="posts/2017/06/other#c1"), "which is under another post"),
        (_doubled, "the comment at "),
        (_doubled, "published, is listed 2 times"),
    ],
)
def test_a_ledger_that_does_not_add_up_is_told_with_the_cure(archive, change, said):
    change_ledger(archive, change)
    problems = [problem for problem in verified(archive).problems if said in problem]
    assert len(problems) == 1
    assert problems[0].startswith("ledger.jsonl: ")
    assert "restore it from a copy" in problems[0]


def test_a_reply_to_what_no_source_has_is_told_and_is_no_problem(archive):
    reply = next(line for line in archive.ledger() if line["parent"])
    change_ledger(archive, lambda lines: [line for line in lines if line["ref"] != reply["parent"]])
    found = verified(archive)
    assert found.problems == ()
    assert f"{reply['ref']} is a reply to {reply['parent'].partition('#')[2]}, which is in no source" in found.notes


def test_what_a_person_edits_writes_renames_or_takes_away_is_no_fault(archive):
    archive.edit("posts/2017/06/the-estuary.md", "herons", "egrets")
    archive.edit("posts/2017/06/the-estuary.comments.md", "Tea", "Coffee")
    (archive.content / "posts/2017/06/by-hand.md").write_text("Title: By Hand\n\nNew words.\n")
    (archive.content / "posts/2017/06/one.md").rename(archive.content / "posts/2017/06/first.md")
    (archive.content / "posts/2017/06/two.md").unlink()
    found = verified(archive)
    assert named(found.problems) == [["posts/2017/06/two.md", "missing"]]
    assert (found.edited, found.by_hand) == (2, 1)
    imported(archive)
    found = verified(archive)
    assert (found.problems, found.edited, found.by_hand) == ((), 2, 1)


def test_a_post_that_was_taken_away_is_missed_in_none_of_its_copies(archive):
    archive.put(z=(archive.inbox / "a.txt").read_text() + "\n")
    imported(archive)
    assert any(line["outcome"] == "merged" for line in archive.ledger())
    for name in ("the-estuary.md", "the-estuary.comments.md"):
        (archive.content / "posts/2017/06" / name).unlink()
    imported(archive)
    assert verified(archive).problems == ()


def test_a_post_renamed_with_comments_is_known_before_the_next_import(archive):
    (archive.content / "posts/2017/06/the-estuary.md").rename(archive.content / "posts/2017/06/river.md")
    found = verified(archive)
    assert (found.problems, found.by_hand) == ((), 0)


def test_content_that_cannot_be_read_is_named(archive):
    (archive.content / "posts/2017/06/one.md").write_bytes(b"Title: \xff\n\nwords\n")
    archive.edit("posts/2017/06/the-estuary.comments.md", "## Comment", "# Comment")
    problems = verified(archive).problems
    assert [problem.split(" ")[0] for problem in problems] == [
        "posts/2017/06/one.md:",
        "posts/2017/06/the-estuary.comments.md",
    ]


def test_an_image_that_is_not_the_one_imported_is_named(tmp_path):
    archive = Archive(tmp_path)
    small_blog.put({"takeout.zip": small_blog.takeout_zip()}, archive.inbox)
    imported(archive)
    image = next((archive.content / "images").iterdir())
    assert verified(archive).problems == ()
    image.write_bytes(image.read_bytes()[:-1])
    problems = verified(archive).problems
    assert named(problems) == [[f"images/{image.name}", "changed"]]
    image.unlink()
    problems = verified(archive).problems
    assert named(problems) == [[f"images/{image.name}", "missing"]]


def test_an_import_that_was_cut_off_is_told_and_what_it_wrote_is_known(archive):
    (archive.content / "ledger.jsonl").rename(archive.content / ".ledger.jsonl.pending")
    found = verified(archive)
    assert found.problems == (".ledger.jsonl.pending: an import was cut off; run it again",)
    assert (found.raw_files, found.by_hand) == (4, 0)


def test_a_folder_that_is_not_there_is_one_plain_error(tmp_path):
    with pytest.raises(ArchiveError, match="no such folder; name the content folder"):
        verify(tmp_path / "mistyped", lambda things, doing: things)


def test_before_the_first_import_every_raw_file_is_extra(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=HERONS)
    archive.content.mkdir()
    archive.inbox.rename(archive.content / "inbox")
    assert named(verified(archive).problems) == [["a.txt", "extra"]]
