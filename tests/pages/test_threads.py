"""Every comment has one place in the thread, whatever its parents are."""

from hypothesis import given
from hypothesis import strategies as st

from archive.model import Comment
from archive.pages.threads import DEEPEST, CommentBranch, build_thread


def comment(number, parent=None):
    return Comment(str(number), f"text {number}", str(parent) if parent is not None else None)


def flat(branches: tuple[CommentBranch, ...]):
    for branch in branches:
        yield branch
        yield from flat(branch.replies)


def test_replies_are_below_the_comment_they_answer_in_the_order_given():
    branches = build_thread([comment(1), comment(2, 1), comment(3), comment(4, 3), comment(5, 3)])
    assert [(at.number, at.comment.id, at.answered_number) for at in flat(branches)] == [
        ("1", "1", None),
        ("1.1", "2", "1"),
        ("2", "3", None),
        ("2.1", "4", "2"),
        ("2.2", "5", "2"),
    ]


def test_a_reply_may_come_before_its_parent():
    assert [at.comment.id for at in flat(build_thread([comment(2, 1), comment(1)]))] == ["1", "2"]


def test_a_reply_to_a_missing_comment_is_at_top_level_and_says_so():
    (branch,) = build_thread([comment(2, 1)])
    assert branch.parent_missing
    assert branch.answered is None


def test_a_chain_of_ten_thousand_replies_is_shown_without_deep_nesting():
    branches = build_thread([comment(0), *(comment(at, at - 1) for at in range(1, 10_000))])
    deepest = max(at.number.count(".") for at in flat(branches))
    assert len(list(flat(branches))) == 10_000
    assert deepest == DEEPEST - 1


@given(st.lists(st.integers(0, 12) | st.none(), max_size=12))
def test_every_comment_is_shown_once_even_in_circles(parents):
    comments = [comment(number, parent) for number, parent in enumerate(parents)]
    shown = [at.comment.id for at in flat(build_thread(comments))]
    assert sorted(shown) == sorted(at.id for at in comments)
