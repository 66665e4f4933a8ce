"""A keeper settles an unplaced passage once: as part of a post, as part of a comment, or as boilerplate."""

from __future__ import annotations

from datetime import date

import pytest

from archive.content.ledger import passage_name
from archive.errors import BrokenSettings
from cases import CASES
from scrapes import HERONS, KETTLE, Archive, assert_consistent, page

DAY = date(2017, 6, 24)
LOST = "Nobody read the visitors' book.\n- Ann wrote in it\n- Bob did not"
POST = "posts/2017/06/the-estuary"
NAME = passage_name(LOST)


@pytest.fixture
def archive(tmp_path) -> Archive:
    """An archive of a page with words before its first heading, which nobody knows the place of."""
    made = Archive(tmp_path)
    made.put(
        a=f"{LOST}\n\n{page('The Estuary', DAY, HERONS, ['Tea for two.', '> Cake.'])}", b=page("A Kettle", DAY, KETTLE)
    )
    made.content.mkdir()
    return made


def decide(archive: Archive, *decisions: str) -> None:
    text = "\n".join(f"[[decision]]\n{decision}\n" for decision in decisions)
    (archive.content / "decisions.toml").write_text(text, encoding="utf-8")


def text_of(ref: str, passage: str = NAME, after: str = "") -> str:
    more = f'\nafter = "{after}"' if after else ""
    return f'verdict = "text-of"\npassage = "{passage}"\ntexts = ["{ref}"]{more}'


def boilerplate(passage: str = NAME) -> str:
    return f'verdict = "boilerplate"\npassage = "{passage}"'


def passages(archive: Archive) -> list[dict[str, object]]:
    return [entry for entry in archive.ledger() if entry["kind"] == "unplaced"]


def assert_settled(archive: Archive) -> None:
    """Check that a second import says and changes nothing."""
    before = archive.state()
    report = archive.run()
    assert (report.problems, archive.state()) == ((), before)
    assert_consistent(archive)


def test_an_import_with_unplaced_words_fails_and_imports_the_rest(archive):
    report = archive.run()
    assert report.problems == ("a.txt: 14 words are unplaced; say with `invoke review` where they belong",)
    assert archive.posts() == ["posts/2017/06/a-kettle", POST]
    (passage,) = passages(archive)
    assert (passage["id"], passage["text"], passage["words_kept"]) == (NAME, LOST, 0)
    assert passage["words_left_out"] == {"before the first heading": 14}


def test_a_passage_becomes_the_end_of_a_post(archive):
    archive.run()
    decide(archive, text_of("/2017/06/the-estuary.html"))
    assert archive.run().problems == ()
    body = archive.post(POST).body
    assert body.startswith("The herons")
    assert body.endswith("Nobody read the visitors' book.\n\n- Ann wrote in it\n- Bob did not")
    (passage,) = passages(archive)
    assert (passage["outcome"], passage["file"]) == ("published", f"{POST}.md")
    assert (passage["words_kept"], passage["words_left_out"]) == (12, {"bullet": 2})
    assert passage["reason"] == f"text of {POST}, as decided; before the first heading"
    assert_settled(archive)


def test_a_decision_counts_at_the_first_import_too(archive):
    decide(archive, text_of(POST))
    assert archive.run().problems == ()
    assert "Nobody read" in archive.post(POST).body
    assert_settled(archive)


def test_a_passage_is_placed_after_the_paragraph_with_given_words(archive):
    decide(archive, text_of(POST, after="team went out to LOOK at them"))
    assert archive.run().problems == ()
    paragraphs = archive.post(POST).body.split("\n\n")
    assert paragraphs[1] == "Nobody read the visitors' book."
    assert paragraphs[-1].startswith("Nobody had written")
    assert_settled(archive)


def test_a_passage_becomes_a_part_of_a_comment(archive):
    archive.run()
    comment = archive.post(POST).comments[1]
    decide(archive, text_of(f"{POST}.md#c{comment.id}"))
    assert archive.run().problems == ()
    one, other = archive.post(POST).comments
    assert one.body == "Tea for two."
    assert other.body.startswith("Cake.\n\nNobody read")
    (passage,) = passages(archive)
    assert passage["file"] == f"{POST}.comments.md"
    assert_settled(archive)


def test_boilerplate_is_left_out_and_no_longer_an_error(archive):
    decide(archive, boilerplate())
    assert archive.run().problems == ()
    (passage,) = passages(archive)
    assert (passage["outcome"], passage["words_left_out"]) == ("left-out", {"boilerplate, as decided": 14})
    assert passage["reason"] == "boilerplate, as decided; before the first heading"
    assert_settled(archive)


def test_one_decision_settles_the_passage_on_every_page(archive):
    archive.put(b=f"{LOST}\n\n{page('A Kettle', DAY, KETTLE)}")
    decide(archive, boilerplate())
    assert archive.run().problems == ()
    assert [passage["outcome"] for passage in passages(archive)] == ["left-out", "left-out"]
    decide(archive, text_of(POST))
    assert archive.run().problems == ()
    assert archive.post(POST).body.count("Nobody read") == 1
    assert [passage["outcome"] for passage in passages(archive)] == ["published", "merged"]
    assert_settled(archive)


def test_the_same_words_can_be_a_part_of_two_posts(archive):
    archive.put(b=f"{LOST}\n\n{page('A Kettle', DAY, KETTLE)}")
    decide(archive, text_of(POST), text_of("posts/2017/06/a-kettle"))
    assert archive.run().problems == ()
    assert [passage["file"] for passage in passages(archive)] == [f"{POST}.md", "posts/2017/06/a-kettle.md"]
    assert all("Nobody read" in archive.post(name).body for name in archive.posts())
    assert_settled(archive)


def test_two_passages_at_one_spot_are_in_the_order_of_their_source(archive):
    (archive.inbox / "b.txt").write_text(f"Second stray line.\n\n{page('A Kettle', DAY, KETTLE)}")
    second = passage_name("Second stray line.")
    for after in ("", "half the team went out"):
        decide(archive, text_of(POST, second, after), text_of(POST, NAME, after))
        assert archive.run().problems == ()
        body = archive.post(POST).body
        assert body.index("Nobody read") < body.index("Second stray line.")


def test_a_deleted_decision_takes_the_passage_out_again(archive):
    decide(archive, text_of(POST))
    archive.run()
    decide(archive)
    assert "unplaced" in archive.run().problems[0]
    assert "Nobody read" not in archive.post(POST).body
    decide(archive, text_of("posts/2017/06/a-kettle"))
    assert archive.run().problems == ()
    assert "Nobody read" in archive.post("posts/2017/06/a-kettle").body


def test_a_passage_stays_when_only_other_files_are_imported(archive):
    decide(archive, text_of("posts/2017/06/a-kettle"))
    archive.run()
    before = archive.state()
    for names in (["a"], ["b"]):
        assert archive.run(*names).problems == ()
        assert archive.state() == before


def test_a_decision_reaches_a_post_whose_file_is_not_imported_now(archive):
    archive.run()
    decide(archive, text_of("posts/2017/06/a-kettle"))
    archive.run("a")
    assert "Nobody read" in archive.post("posts/2017/06/a-kettle").body
    decide(archive, text_of(POST))
    archive.run("b")
    assert "Nobody read" not in archive.post("posts/2017/06/a-kettle").body
    assert "Nobody read" in archive.post(POST).body
    assert_settled(archive)


def test_a_post_that_was_edited_by_hand_is_left_alone_and_its_new_text_set_aside(archive):
    archive.run()
    archive.edit(f"{POST}.md", "herons", "egrets")
    decide(archive, text_of(POST))
    report = archive.run()
    assert (report.problems, report.conflicts) == ((), (f"{POST}.md",))
    assert "Nobody read" not in archive.post(POST).body
    (passage,) = passages(archive)
    assert passage["outcome"] == "left-out"
    assert "changed by hand and does not have it" in str(passage["reason"])
    assert passage["text"] == LOST
    assert "Nobody read" in (archive.content / f"conflicts/{POST}.md").read_text("utf-8")


def test_words_that_a_person_has_put_in_by_hand_are_published(archive):
    archive.run()
    archive.edit(f"{POST}.md", "The herons", f"{LOST}\n\nThe egrets")
    decide(archive, text_of(POST))
    assert archive.run().problems == ()
    assert [passage["outcome"] for passage in passages(archive)] == ["published"]


def test_a_passage_can_be_in_a_post_that_was_written_by_hand(archive):
    (archive.content / "posts").mkdir()
    (archive.content / "posts/ours.md").write_text(f"Title: Ours\n\n{LOST}\n")
    decide(archive, text_of("posts/ours"))
    assert archive.run().problems == ()
    assert [passage["file"] for passage in passages(archive)] == ["posts/ours.md"]


def test_a_passage_stays_in_a_post_that_was_renamed(archive):
    decide(archive, text_of("/2017/06/the-estuary.html"))
    archive.run()
    (archive.content / f"{POST}.md").rename(archive.content / "posts/2017/06/birds.md")
    assert archive.run().problems == ()
    assert [passage["file"] for passage in passages(archive)] == ["posts/2017/06/birds.md"]
    assert archive.post("posts/2017/06/birds").body.count("Nobody read") == 1


@pytest.mark.parametrize(
    ("decision", "complaint"),
    [
        (text_of("posts/2017/06/the-estuarry"), "no text here is called"),
        (text_of(f"{POST}#c1"), "no text here is called"),
        (text_of(POST, after="no such words"), f'{POST} has no paragraph with "no such words"; correct `after`'),
        (text_of(POST, after="nobody"), f'{POST} has more than one paragraph with "nobody"; correct `after`'),
    ],
)
def test_a_decision_that_cannot_be_applied_is_reported_and_the_words_stay_unplaced(archive, decision, complaint):
    if "more than one" in complaint:
        archive.put(a=f"{LOST}\n\n{page('The Estuary', DAY, HERONS + chr(10) * 2 + 'Nobody at all.')}")
    decide(archive, decision)
    told, unplaced = archive.run().problems
    assert told.startswith("decisions.toml: decision 1 (text-of): ")
    assert complaint in told
    assert unplaced.startswith("a.txt: 14 words are unplaced")


def test_decisions_that_contradict_each_other_are_ignored_and_reported(archive):
    decide(archive, boilerplate(), text_of(POST))
    told, unplaced = archive.run().problems
    assert told == "decisions.toml: decision 2 (text-of): contradicts decision 1 (boilerplate); delete the wrong one"
    assert unplaced.startswith("a.txt: 14 words are unplaced")


def test_a_decision_that_is_not_needed_any_more_is_said_and_is_no_error(archive):
    decide(archive, boilerplate())
    archive.put(a=page("The Estuary", DAY, HERONS))
    report = archive.run()
    assert report.problems == ()
    assert report.notes == (
        "decisions.toml: decision 1 (boilerplate): no source has this passage; delete the decision",
    )


def test_an_invalid_decisions_toml_stops_the_import_before_anything_changes(archive):
    decide(archive, text_of(POST))
    archive.run()
    before = archive.state()
    (archive.content / "decisions.toml").write_text("[[decision]\n")
    with pytest.raises(BrokenSettings, match=r"decisions\.toml line 1"):
        archive.run()
    (archive.content / "decisions.toml").unlink()
    decide(archive, text_of(POST))
    assert archive.state().keys() == before.keys()


def test_private_details_stay_masked_and_are_counted(archive):
    lost = "Ring Ann on 07700 900123 or come."
    archive.put(a=f"{lost}\n\n{page('The Estuary', DAY, HERONS)}")
    decide(archive, text_of(POST, passage_name(lost)))
    archive.run()
    (passage,) = passages(archive)
    assert "07700" not in archive.post(POST).body
    assert (passage["words_in"], passage["words_left_out"]) == (7, {"private detail, masked": 2})
    assert passage["words_kept"] == 5
    assert_settled(archive)


def test_a_passage_stays_where_it_was_put_when_its_source_moves(archive):
    decide(archive, text_of(POST))
    archive.run()
    (archive.inbox / "old").mkdir()
    (archive.inbox / "a.txt").rename(archive.inbox / "old/a.txt")
    assert archive.run().problems == ()
    assert archive.post(POST).body.count("Nobody read") == 1
    assert_settled(archive)


def test_a_dry_run_tells_what_a_decision_will_change(archive):
    archive.run()
    decide(archive, text_of(POST))
    before = archive.state()
    report = archive.run(dry_run=True)
    assert report.problems == ()
    assert report.states[f"{POST}.md"] == "stale"
    assert archive.state() == before


def test_a_passage_is_taken_out_of_a_post_that_a_person_deleted(archive):
    decide(archive, text_of(POST))
    archive.run()
    (archive.content / f"{POST}.md").unlink()
    report = archive.run()
    assert report.problems == ()
    (passage,) = passages(archive)
    assert passage["outcome"] == "left-out"
    assert POST not in archive.posts()


def test_a_passage_goes_with_a_post_to_its_original_address(archive):
    decide(archive, text_of("/2017/06/the-estuary.html"))
    archive.run()
    archive.know('["a.txt"]\nurl = "https://tarnshire.blogspot.com/2017/06/estuary-at-dawn.html"\n')
    assert archive.run().problems == ()
    assert archive.post("posts/2017/06/estuary-at-dawn").body.count("Nobody read") == 1
    assert_consistent(archive)


def test_a_passage_in_a_comment_stays_when_other_copies_of_the_comment_arrive(archive):
    archive.run()
    comment = archive.post(POST).comments[0]
    decide(archive, text_of(f"{POST}#c{comment.id}"))
    archive.run()
    archive.put(c=page("The Estuary", DAY, HERONS, ["Tea for two.", "> Cake.", "New here."]))
    for names in ([], ["c"], ["a"], ["b"]):
        assert archive.run(*names).problems == ()
        comments = archive.post(POST).comments
        assert [each.body.count("Nobody read") for each in comments] == [1, 0, 0], names
    assert_settled(archive)


def test_every_passage_of_a_page_with_a_theme_of_its_own_can_be_settled(tmp_path):
    archive = Archive(tmp_path)
    page_of_a_theme = CASES.parent / "themes" / "custom_table.html"
    archive.put_files(**{"page.html": page_of_a_theme.read_text("utf-8")})
    assert any("unplaced" in problem for problem in archive.run().problems)
    (name,) = archive.posts()
    first, *others = dict.fromkeys(str(passage["id"]) for passage in passages(archive))
    decide(archive, text_of(name, first), *map(boilerplate, others))
    report = archive.run()
    assert report.problems == ()
    (file,) = report.files
    assert (file.words_unplaced, file.words_in) == (0, file.words_kept + sum(file.words_left_out.values()))
    assert_settled(archive)
