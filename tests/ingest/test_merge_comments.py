"""The comments of several copies of one post are merged: each is there once, under its parent."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.copies import CopiedComment
from archive.ingest.merge_comments import merge_comments
from archive.model import Comment

START = datetime(2017, 6, 24, 8, tzinfo=UTC)
PLACE_HOLDER = "This comment has been removed by the author."


def known(number: int, words: str, parent: int | None = None, status: str | None = None, **more) -> CopiedComment:
    """A comment with a Blogger id; the higher the number, the later."""
    at = START + timedelta(minutes=number)
    comment = Comment(str(number), words, str(parent) if parent else None, "Tarn", at, words == PLACE_HOLDER)
    return CopiedComment(comment, False, status, None, **more)


def said(name: str, words: str, parent: str | None = None) -> CopiedComment:
    """A comment in plain text, without a Blogger id."""
    return CopiedComment(Comment(f"t{name}", words, f"t{parent}" if parent else None), True, None, None)


def shown(*lists) -> list[tuple[str, str, str | None]]:
    return [(each.comment.id, each.comment.body, each.comment.parent) for each in merge_comments(lists)]


def test_a_comment_in_plain_text_is_matched_by_its_words():
    export = [known(1, "“Quite” right."), known(2, "No."), known(3, "Well said!")]
    text = [said("a", '"Quite" right.'), said("b", "Well said!")]
    assert [each[0] for each in shown(export, text)] == ["1", "2", "3"]


def test_a_reply_gets_its_parent_from_the_copy_that_has_it():
    flat = [known(1, "Tea?"), known(2, "Yes please."), known(3, "Not for me.")]
    text = [said("a", "Tea?"), said("b", "Not for me.", "a"), said("c", "Yes please.")]
    assert shown(flat, text) == [("1", "Tea?", None), ("3", "Not for me.", "1"), ("2", "Yes please.", None)]


def test_the_same_words_twice_are_two_comments_each_under_its_own_parent():
    export = [known(1, "One."), known(2, "Two."), known(3, "Agreed.", 1), known(4, "Agreed.", 2)]
    text = [said("a", "One."), said("x", "Agreed.", "a"), said("b", "Two."), said("y", "Agreed.", "b")]
    merged = merge_comments([export, text])
    assert len(merged) == 4
    assert {each.comment.id: len(each.found) for each in merged} == {"1": 2, "2": 2, "3": 2, "4": 2}
    assert {each.comment.id: each.found[1] for each in merged}["4"] == (1, 3)


def test_an_unmatched_comment_goes_before_the_next_one_in_its_list():
    export = [known(1, "One."), known(3, "Three.")]
    text = [said("a", "One."), said("b", "Quite another matter."), said("c", "Three."), said("d", "The end.")]
    assert [each[0] for each in shown(export, text)] == ["1", "tb", "3", "td"]


def test_a_comment_removed_since_stays_removed_and_keeps_its_position_and_replies():
    now = [known(1, "One."), known(2, PLACE_HOLDER), known(3, "Really?", 2)]
    then = [said("a", "One."), said("b", "Something rash."), said("c", "Really?", "b")]
    for lists in ((now, then), (then, now)):
        assert shown(*lists) == [("1", "One.", None), ("2", PLACE_HOLDER, None), ("3", "Really?", "2")]
    older = [known(1, "One."), known(2, "Something rash."), known(3, "Really?", 2)]
    assert [each.comment.removed for each in merge_comments([older, now])] == [False, True, False]


def test_a_comment_edited_since_is_matched_by_its_position():
    now = [known(1, "One."), known(2, "I think so too, on the whole, and so does Ann."), known(3, "Three.")]
    then = [said("a", "One."), said("b", "I think so too, on the whole."), said("c", "Three.")]
    assert [each[0] for each in shown(now, then)] == ["1", "2", "3"]


def test_the_last_comment_of_a_page_cut_short_is_matched_by_its_beginning():
    export = [known(1, "One."), known(2, "The long and the short of it is that nobody asked.")]
    text = [said("a", "One."), said("b", "The long and the short of it is th")]
    assert len(shown(export, text)) == 2
    assert len(shown(export, [*reversed(text)])) == 3, "only the last one can have been cut"


def test_spam_is_spam_in_plain_text_too_and_a_pending_comment_may_since_be_live():
    export = [known(1, "Cheap watches.", status="spam"), known(2, "Let me in.", status="pending")]
    page = [known(2, "Let me in.")]
    text = [said("a", "Cheap watches.")]
    assert {each.comment.id: each.status for each in merge_comments([export, page, text])} == {"1": "spam", "2": None}


def test_a_reply_keeps_the_id_of_a_parent_that_no_source_has():
    assert shown([known(2, "Quite.", 1)]) == [("2", "Quite.", "1")]


def test_comments_that_reply_to_each_other_in_a_circle_are_all_kept():
    assert len(shown([known(1, "One.", 2), known(2, "Two.", 1), known(3, "Three.", 3)])) == 3


WORDS = st.sampled_from(["Tea.", "Cake.", "Agreed.", "Quite right.", PLACE_HOLDER])


@st.composite
def exports(draw) -> list[CopiedComment]:
    count = draw(st.integers(0, 6))
    return [
        known(number, draw(WORDS), draw(st.one_of(st.none(), st.integers(1, number)))) for number in range(1, count + 1)
    ]


@st.composite
def texts(draw) -> list[CopiedComment]:
    words = draw(st.lists(WORDS, max_size=6))
    parents = [draw(st.one_of(st.none(), st.integers(0, at - 1))) if at else None for at in range(len(words))]
    return [
        said(str(at), body, None if to is None else str(to))
        for at, (body, to) in enumerate(zip(words, parents, strict=True))
    ]


@given(st.lists(st.one_of(exports(), texts()), max_size=4))
def test_every_comment_of_every_copy_is_in_exactly_one_merged_comment_and_ids_are_unique(lists):
    merged = merge_comments(lists)
    found = sorted(where for each in merged for where in each.found)
    assert found == [(number, at) for number, comments in enumerate(lists) for at in range(len(comments))]
    ids = [each.comment.id for each in merged]
    blogger = [name for name in ids if not name.startswith("t")]
    assert len(set(blogger)) == len(blogger)
    for each in merged:
        assert len({number for number, _ in each.found}) == len(each.found) or not each.comment.id.startswith("t")
