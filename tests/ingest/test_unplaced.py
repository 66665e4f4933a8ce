"""Words of a source that are neither text nor recognised furniture are unplaced: kept with a name."""

from archive.content.ledger import passage_name
from scrapes import Archive, assert_consistent

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
