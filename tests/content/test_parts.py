"""Hashes of the parts of a post: they tell what a person has edited."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from archive.content.parts import comment_hashes, find_edits, part_hashes
from archive.model import Comment, Post

NOON = datetime(2017, 6, 24, 12, tzinfo=UTC)
COMMENTS = (
    Comment("1", "Runner beans.", author="Sorrel", published=NOON),
    Comment("2", "So do I.", parent="1"),
    Comment("3", "And I."),
)
POST = Post(
    id="tag:x",
    kind="post",
    permalink="/2017/06/beans.html",
    body="Nobody remembers who\nplanted the first beans.",
    title="Beans",
    day=date(2017, 6, 24),
    published=NOON,
    author="Robin Hale",
    labels=("beans",),
    comments=COMMENTS,
)


def edits_of(edited: Post):
    return find_edits(edited, part_hashes(POST), comment_hashes(POST))


def with_comments(*comments: Comment) -> Post:
    return replace(POST, comments=comments)


def test_a_post_that_nobody_touched_has_no_edits() -> None:
    assert not edits_of(POST)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"title": None}, ("title",)),
        ({"day": date(2017, 6, 25)}, ("date",)),
        ({"published": None}, ("date",)),
        ({"author": "R. Hale"}, ("author",)),
        ({"labels": ()}, ("labels",)),
        ({"kind": "mailout"}, ("kind",)),
        ({"url": "http://blog.example/a"}, ("address",)),
        ({"declared_comments": 4}, ("declared",)),
        ({"body": "Nobody remembers who\nplanted the last beans."}, ("text",)),
        ({"title": "The beans", "body": "Nobody."}, ("title", "text")),
    ],
)
def test_each_part_that_was_changed_is_named(change: dict[str, object], parts: tuple[str, ...]) -> None:
    assert edits_of(replace(POST, **change)).parts == parts


@pytest.mark.parametrize("body", ["Nobody remembers who  \nplanted the first beans.\n", POST.body + "\n\n"])
def test_white_space_at_the_end_of_a_line_is_no_edit(body: str) -> None:
    assert not edits_of(replace(POST, body=body))


def test_joined_lines_are_a_change_of_lines_and_not_of_the_text() -> None:
    assert edits_of(replace(POST, body=POST.body.replace("\n", " "))).parts == ("lines",)


def test_the_tags_of_a_keeper_are_no_edit() -> None:
    assert not edits_of(replace(POST, tags=("recall",)))


def test_changed_added_and_removed_comments_are_told_apart() -> None:
    first, second, _ = COMMENTS
    edits = edits_of(with_comments(first, replace(second, author="Sorrel"), Comment("4", "New.")))
    assert (edits.changed_comments, edits.added_comments, edits.removed_comments) == ({"2"}, {"4"}, {"3"})
    assert not edits.parts


def test_comments_in_another_order_are_no_edit() -> None:
    assert not edits_of(with_comments(*reversed(COMMENTS)))


def test_a_ledger_without_hashes_says_nothing_of_the_parts() -> None:
    assert find_edits(POST, {}, comment_hashes(POST)).parts == ()


def test_a_hash_holds_no_word() -> None:
    assert all(len(each) == 8 for each in (*part_hashes(POST).values(), *comment_hashes(POST).values()))
