"""Words of a source that are neither text nor recognised furniture are unplaced: kept with a name."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.content.ledger import passage_name
from archive.ingest.readings import FileReport
from cases import CASES
from scrapes import HERONS, KETTLE, Archive, assert_consistent, page

LOST = "The allotment society met twice in the snow and agreed on nothing but the kettle."
WITHOUT_A_POST = '<html><head><meta name="generator" content="blogger"></head><body><p>{0}</p></body></html>'


def test_words_that_are_not_recognised_are_unplaced_with_their_text_and_a_name(tmp_path):
    archive = Archive(tmp_path)
    archive.put_files(**{"page.html": WITHOUT_A_POST.format(LOST)})
    archive.run()
    (entry,) = archive.ledger()
    assert (entry["kind"], entry["outcome"], entry["text"]) == ("unplaced", "quarantined", LOST)
    assert entry["id"] == passage_name(LOST)
    assert entry["words_in"] == len(LOST.split())
    assert_consistent(archive)


def test_the_name_of_a_passage_depends_only_on_its_words():
    assert passage_name("Don’t go –\n yet") == passage_name(" DON'T  go - yet ")
    assert passage_name("go") != passage_name("stay")
    assert passage_name("go").startswith("unplaced:")
    assert len(passage_name("go")) == len("unplaced:") + 12


def test_the_same_passage_has_one_name_on_every_page(tmp_path):
    archive = Archive(tmp_path)
    archive.put_files(**{f"{name}.html": WITHOUT_A_POST.format(LOST) for name in ("one", "other")})
    archive.run()
    assert {entry["id"] for entry in archive.ledger()} == {passage_name(LOST)}


BLOCKS = (
    page("The Estuary", date(2017, 6, 24), HERONS, ["Tea.", "> Cake."]),
    page("A Kettle", date(2017, 6, 25), KETTLE),
    *("A stray line of words.", "3 comments:", "ReplyDelete", "Posted by Robin at 10:00", "Labels: tea, cake"),
    *("Read more", "Older Posts", "Share this:", "• one\n• two", "Ring 07700 900123.", "Saturday, 24 June 2017"),
    *("Posted By: Sam Chair @ 31/01/2012 11:05 AM General Comments (2)", "--oo00oo--", "Leave a Reply", "\x01 odd"),
    "<p>Tea</p>",
)


@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=9))
def test_every_word_of_any_text_is_published_left_out_or_unplaced(tmp_path_factory, blocks):
    archive = Archive(tmp_path_factory.mktemp("words"))
    archive.put(a="\n\n".join(blocks))
    report = archive.run()
    (file,) = report.files
    assert_accounted_for(file)
    assert file.words_in == len("\n\n".join(blocks).split()) or file.problem
    assert any("unplaced" in problem for problem in report.problems) == bool(file.words_unplaced)


def test_every_word_of_the_cases_is_published_left_out_or_unplaced(tmp_path):
    for case in sorted(CASES.iterdir()):
        archive = Archive(tmp_path / case.name)
        archive.inbox.parent.mkdir()
        archive.inbox.symlink_to(case / "in", target_is_directory=True)
        report = archive.run()
        for file in report.files:
            assert_accounted_for(file)
        unplaced = [file for file in report.files if file.words_unplaced]
        told = [problem for problem in report.problems if " unplaced" in problem]
        assert len(told) == len(unplaced), case.name
        assert all(f"{file.source}: " in line for file, line in zip(unplaced, told, strict=True))


def assert_accounted_for(file: FileReport) -> None:
    assert file.words_in == file.words_kept + sum(file.words_left_out.values()) + file.words_unplaced, file
