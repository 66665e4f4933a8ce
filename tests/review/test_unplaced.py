"""A keeper is asked about unplaced words, with what stands before and after them in their source."""

from __future__ import annotations

import pytest

from archive.content.ledger import LedgerEntry, passage_name
from archive.decisions.decisions import Decision, Decisions
from archive.duplicates.find import find
from archive.review.queue import questions
from archive.review.unplaced import UnplacedWords, unplaced_words

POST, FIRST, SECOND = "posts/2017/06/x", "posts/2017/06/x#c1111111111", "posts/2017/06/x#c2222222222"


def text(ref: str, number: int, kind: str = "comment") -> LedgerEntry:
    return LedgerEntry("a.html", "0", "html:post", (number, number), ref, kind, "published", file=f"{POST}.md")


def lost(words: str, number: int, where: str, source: str = "a.html") -> LedgerEntry:
    count = len(words.split())
    return LedgerEntry(
        *(source, "0", "html:post", (number, number), f"{source}:{number}", "unplaced", "quarantined", where),
        words_in=count,
        words_left_out={where: count},
        text=words,
        id=passage_name(words),
    )


PAGE = [text(POST, 1, "post"), text(FIRST, 2), text(SECOND, 3)]


@pytest.mark.parametrize(
    ("number", "where", "before", "after"),
    [
        (4, "in the comments, before comment c2222222222", FIRST, SECOND),
        (4, "in the comments, before comment c1111111111", POST, FIRST),
        (4, "in the comments, after comment c1111111111", FIRST, SECOND),
        (4, "in the comments, after comment c2222222222", SECOND, None),
        (4, "before comment c9999999999", SECOND, None),
        (4, "in comment c1111111111, beside its text", FIRST, SECOND),
        (4, "above the post", None, POST),
        (4, "between the title and the text of the post", POST, FIRST),
        (4, "between the post and its footer", POST, FIRST),
        (4, "after the comments", SECOND, None),
        (2, "between two lines", FIRST, SECOND),
        (0, "before the first heading", None, POST),
    ],
)
def test_the_neighbours_of_a_passage_are_proposed(number, where, before, after):
    (found,) = unplaced_words([*PAGE, lost("Well said!", number, where)], ())
    assert (found.before, found.after) == (before, after)


def test_nothing_is_proposed_for_a_place_beside_one_of_several_posts():
    other = text("posts/2017/06/y", 5, "post")
    (found,) = unplaced_words([*PAGE, other, lost("Well said!", 6, "between the post and its footer")], ())
    assert found.near == ()


def test_the_post_of_a_comment_is_proposed_too():
    (found,) = unplaced_words([*PAGE, lost("Well said!", 4, "before comment c2222222222")], ())
    assert found.near == (FIRST, SECOND, POST)


def test_each_passage_is_asked_about_once_and_the_longest_first():
    entries = [
        *(lost("Well said!", 4, "somewhere", source) for source in ("b.html", "a.html")),
        lost("A longer passage of words.", 5, "elsewhere"),
    ]
    long, short = unplaced_words(entries, ())
    assert long.words == 5
    assert short.sources == ("a.html", "b.html")
    assert unplaced_words(entries, {long.name, short.name}) == []


def test_a_passage_without_a_text_beside_it_can_be_put_anywhere():
    words = UnplacedWords("unplaced:0123456789ab", "Well said!", 2, "a page without a post", ("a.html",))
    (question,) = questions(find({}), Decisions(), {}, [words])
    assert list(question.answers) == ["o", "b", "s"]
    assert question.answers["b"][1] == Decision(0, "boilerplate", passage=words.name)
    assert question.asks == "These 2 words belong to no post or comment yet. What are they a part of?"


def test_unplaced_words_come_before_all_other_questions():
    words = unplaced_words([*PAGE, lost("Well said!", 4, "before comment c2222222222")], ())
    (question,) = questions(find({}), Decisions(), {}, words)
    assert {key: answer[0] for key, answer in question.answers.items()} == {
        "y": f"part of {FIRST}",
        "a": f"part of {SECOND}",
        "n": f"part of {POST}",
        "o": "part of another",
        "b": "boilerplate",
        "s": "skip",
    }
