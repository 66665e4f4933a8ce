"""What a person is asked about, what not, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from msgspec import structs

from archive.decisions.apply import apply_decisions
from archive.decisions.decisions import DECIDED, Decision, Decisions
from archive.decisions.decisions_file import add_decision, read_decisions
from archive.duplicates.comments import DuplicateComment
from archive.duplicates.find import Findings, find
from archive.duplicates.posts import CandidatePair, DuplicatePost
from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.duplicates.repeats import Repeat
from archive.model import Post
from archive.review.queue import Question, questions, with_words
from archive.text_reuse import Boilerplate, ComparableText, Passage, TextReuse

A, B, C = "posts/2017/06/kettle", "posts/2017/06/kettle-2", "posts/2018/01/teapot"
MAILOUT = "mailouts/2017/bulletin-9"
ONE, TWO, FAR = f"{A}#c1", f"{A}#c2", f"{C}#c3"
DAYS = {A: date(2017, 6, 2), B: date(2017, 6, 2), C: date(2018, 1, 9), MAILOUT: date(2017, 6, 1)}
KINDS = {MAILOUT: "mailout"}
WORDS = {A: 500, B: 500, C: 900, MAILOUT: 400, ONE: 60, TWO: 60, FAR: 60}
LINES = "The kettle is on the boil again today.\n\nThe kettle is on the boil again today.\n\nBring your own mug."


def heading(ref: str) -> ComparableText:
    post, sign, _ = ref.partition("#c")
    kind = "comment" if sign else KINDS.get(ref, "post")
    return ComparableText(ref, (), DAYS[post], None, kind, post if sign else None)


def findings(**found) -> Findings:
    """The findings that are given, and no others."""
    nothing = dict.fromkeys(
        (
            "duplicate_posts",
            "candidates",
            "repeats",
            "duplicate_comments",
            "passages",
            "boilerplate",
            "ignored_decisions",
        ),
        (),
    )
    posts = {ref: Post(ref, "post", f"/{ref}.html", LINES) for ref in (A, B, C)}
    return Findings(
        **{**nothing, "ignored_decisions": (), "posts": posts, "texts": {ref: heading(ref) for ref in WORDS}, **found}
    )


def proposed(decisions=(), words=WORDS, **found):
    return questions(findings(**found), Decisions(tuple(decisions)), words)


def likeness(shared: int, one: str = A, other: str = B, same: bool = False) -> CandidatePair:
    return CandidatePair(one, other, 500, shared, same, f"{shared} of 500 words")


def passage(score: float = 1.0, words: int = 120, one: str = MAILOUT, other: str = A, **more) -> Passage:
    given = {"direction": "one", "reason": "it is earlier", "start": 10, **more}
    span = given["start"], given["start"] + words
    return Passage(one, span, other, span, words, score, given["direction"], given["reason"])


COPY = ("The", "kettle", "is", "on", "the", "boil", "again", "today.")


def repeat(words: int, span: tuple[int, int] = (8, 16)) -> RepeatedBlock:
    return RepeatedBlock(A, Repeat(2, 1, 3, words, True), span, words >= 30, COPY)


def kinds(found) -> list[tuple[str, str]]:
    return [(each.kind, each.state) for each in found]


@pytest.mark.parametrize(("shared", "asked"), [(299, []), (300, [("same", "not joined")])])
def test_two_texts_that_were_not_joined_are_proposed_from_three_fifths_of_the_words_on(shared, asked):
    assert kinds(proposed(candidates=[likeness(shared)])) == asked


@pytest.mark.parametrize(("shared", "asked"), [(500, []), (498, [("same", "joined")])])
def test_two_texts_that_were_joined_are_proposed_if_a_word_differs(shared, asked):
    found = proposed(candidates=[likeness(shared, same=True)], duplicate_posts=[DuplicatePost(A, B, (), "")])
    assert kinds(found) == asked


def test_a_copy_that_lacks_words_of_the_one_that_is_shown_is_not_word_for_word():
    likely = [likeness(500, same=True)]
    found = proposed(candidates=likely, duplicate_posts=[DuplicatePost(A, B, (), "")], words={**WORDS, A: 510})
    assert kinds(found) == [("same", "joined")]


def test_texts_that_were_joined_through_a_third_one_count_as_joined():
    same = [DuplicatePost(A, B, (), ""), DuplicatePost(A, C, (), "")]
    assert kinds(proposed(candidates=[likeness(350, B, C)], duplicate_posts=same)) == [("same", "joined")]


def test_the_answers_on_two_texts_are_verdicts_on_their_pair():
    (only,) = proposed(candidates=[likeness(400)])
    assert only.answers == {
        "y": ("one post", Decision(0, "same", (A, B))),
        "n": ("two posts", Decision(0, "different", (A, B))),
        "s": ("skip", None),
    }
    assert (only.texts, only.spans, only.words, only.score, only.reason) == ((A, B), None, 500, 0.8, "400 of 500 words")


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_texts_on_which_a_person_has_decided_are_not_proposed(verdict):
    decided = Decision(1, verdict, (B, A))
    passages = [passage(one=A, other=B, words=400, direction="one")]
    assert proposed([decided], candidates=[likeness(400)], passages=passages) == ()


def test_a_mailout_and_a_post_are_two_however_much_they_are_alike():
    assert proposed(candidates=[likeness(500, MAILOUT, A)]) == ()
    assert len(proposed(candidates=[likeness(500, "posts/hidden", A)])) == 1


@pytest.mark.parametrize(("words", "asked"), [(299, []), (300, [("same", "not joined")])])
def test_texts_whose_passages_cover_most_of_the_shorter_one_may_be_one(words, asked):
    assert kinds(proposed(passages=[passage(one=A, other=C, words=words)])) == asked


def test_words_that_lie_in_two_passages_cover_once():
    passages = [passage(one=A, other=C, words=200), passage(one=A, other=C, words=200, start=20)]
    assert proposed(passages=passages) == ()
    assert len(proposed(passages=[*passages, passage(one=A, other=C, words=150, start=300)])) == 1


def test_a_pair_is_proposed_once_though_it_is_alike_and_covered():
    found = proposed(candidates=[likeness(400, A, C)], passages=[passage(one=A, other=C, words=400)])
    assert [each.reason for each in found] == ["400 of 500 words"]


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [(MAILOUT, A, 0), (A, A, 0), (ONE, TWO, 1), (ONE, FAR, 0), (A, ONE, 0)],
    ids=["a mailout and a post", "one post", "comments of one post", "of two posts", "a post and its comment"],
)
def test_only_texts_of_one_sort_may_be_one(one, other, asked):
    words = 390 if WORDS[one] > 60 and WORDS[other] > 60 else 59
    found = proposed(passages=[passage(one=one, other=other, words=words)])
    assert len([each for each in found if each.kind == "same"]) == asked


@pytest.mark.parametrize(("words", "asked"), [(60, []), (58, [("copy", "joined")])])
def test_comments_shown_as_one_are_proposed_if_one_is_longer(words, asked):
    found = proposed(duplicate_comments=[DuplicateComment(TWO, ONE, "58 of 60 words")], words={**WORDS, ONE: words})
    assert kinds(found) == asked
    assert all(each.answers["n"] == ("two comments", Decision(0, "different", (ONE, TWO))) for each in found)


def test_comments_on_which_a_person_has_decided_are_not_proposed():
    comments = [DuplicateComment(TWO, ONE, "")]
    assert proposed([Decision(1, "same", (ONE, TWO))], duplicate_comments=comments, words={**WORDS, ONE: 58}) == ()


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (passage(), None),
        (passage(score=0.85, words=30), None),
        (passage(score=0.84), "only 84% of the words agree"),
        (passage(words=29), "it has only 29 words"),
        (passage(direction="unknown", reason="of one day"), "direction unknown: of one day"),
        (passage(one=A, other=A, direction="unknown", reason="the text has it twice"), None),
        (passage(score=0.7, words=24), "only 70% of the words agree; it has only 24 words"),
        (passage(score=0.7, reason=DECIDED), None),
    ],
)
def test_a_passage_is_proposed_if_it_is_edited_or_short_or_nobody_knows_who_quotes_whom(found, why):
    assert [each.reason for each in proposed(passages=[found])] == ([why] if why else [])


def test_a_passage_without_direction_is_not_proposed_where_a_day_is_missing():
    texts = {ref: structs.replace(heading(ref), day=None) for ref in WORDS}
    assert proposed(passages=[passage(direction="unknown")], texts=texts) == ()


def test_the_source_of_a_quotation_comes_first_and_its_answers_say_who_quotes_whom():
    (only,) = proposed(passages=[passage(0.8, one=A, other=C, direction="other")])
    assert only.texts == (C, A)
    assert only.answers == {
        "y": ("the second quotes the first", Decision(0, "quotation", (C, A))),
        "o": ("the first quotes the second", Decision(0, "quotation", (A, C))),
        "n": ("not a quotation", Decision(0, "no-quotation", (C, A))),
        "b": ("boilerplate", Decision(0, "boilerplate")),
        "s": ("skip", None),
    }


def test_a_passage_twice_in_one_text_can_be_confirmed_and_is_not_asked_about_again():
    found = passage(0.8, one=A, other=A, direction="unknown")
    (only,) = proposed(passages=[found])
    assert list(only.answers) == ["y", "n", "b", "s"]
    label, decision = only.answers["y"]
    assert label == "a quotation"
    stored = read_decisions(add_decision("", replace(decision, begins="the kettle")), "decisions.toml")
    assert stored.entries[0].texts == (A, A)
    text = ComparableText(A, tuple(["the kettle"] * 200), date(2017, 6, 1))
    corrected, ignored = apply_decisions(TextReuse((found,), ()), Decisions((decision,)), lambda ref: text)
    assert ignored == ()
    assert proposed(passages=corrected.passages) == ()


def boilerplate(threads: int, reason: str = "it stands far and wide") -> Boilerplate:
    return Boilerplate(((A, (8, 16)), (C, (0, 8))), threads, reason)


@pytest.mark.parametrize(("threads", "asked"), [(2, 1), (6, 1), (9, 1), (10, 0)])
def test_what_was_withheld_is_proposed_if_it_is_a_frame_or_of_few_threads(threads, asked):
    found = proposed(boilerplate=[boilerplate(threads)])
    assert kinds(found) == [("boilerplate", "withheld")] * asked


@pytest.mark.parametrize(
    "decided",
    [
        Decision(1, "boilerplate", words="the KETTLE is on the boil, again today"),
        Decision(1, "quotation", (A, C), begins="the kettle"),
        Decision(1, "no-quotation", (C, A)),
    ],
    ids=lambda decision: decision.verdict,
)
def test_withheld_words_on_which_a_person_has_decided_are_not_proposed(decided):
    assert proposed([decided], boilerplate=[boilerplate(2)]) == ()
    other = Decision(1, "boilerplate", words="other words that are not those of the kettle at all")
    assert len(proposed([other], boilerplate=[boilerplate(2)])) == 1


def test_boilerplate_that_a_person_named_is_not_proposed():
    assert proposed(boilerplate=[boilerplate(2, DECIDED)]) == ()


def test_withheld_words_are_shown_in_the_earliest_texts_and_may_be_called_a_quotation():
    (only,) = proposed(boilerplate=[Boilerplate(((A, (0, 30)), (C, (5, 34)), (MAILOUT, (1, 31))), 6, "six")])
    assert only.texts == (MAILOUT, A, C)
    assert only.spans == ((1, 31), (0, 30), (5, 34))
    assert only.words == 29
    assert only.answers["o"] == ("the first quotes the second", Decision(0, "quotation", (A, MAILOUT)))


def test_words_withheld_from_one_text_alone_leave_nothing_to_decide():
    assert proposed(boilerplate=[Boilerplate(((A, (0, 8)), (A, (20, 28))), 6, "rows of a table")]) == ()


def test_a_text_that_has_withheld_words_twice_is_shown_once():
    (only,) = proposed(boilerplate=[Boilerplate(((A, (0, 8)), (A, (20, 28)), (C, (3, 11))), 6, "six")])
    assert (only.texts, only.spans) == ((A, C), ((0, 8), (3, 11)))


@pytest.mark.parametrize(("words", "asked"), [(7, 0), (8, 1), (29, 1), (30, 0)])
def test_a_short_repeat_is_proposed_unless_it_is_a_mere_label(words, asked):
    assert kinds(proposed(repeats=[repeat(words)])) == [("repeat", "shown twice")] * asked


def test_a_repeat_is_shown_beside_the_words_before_it():
    (only,) = proposed(repeats=[repeat(8)])
    assert (only.texts, only.spans) == ((A, A), ((0, 8), (8, 16)))
    assert only.answers == {"n": ("not a repeat", Decision(0, "no-repeat", (A,))), "s": ("skip", None)}


@pytest.mark.parametrize(("begins", "asked"), [("The kettle is", 0), ("The teapot is", 1)])
def test_a_repeat_that_a_person_wants_to_see_twice_is_not_proposed(begins, asked):
    assert len(proposed([Decision(1, "no-repeat", (A,), begins)], repeats=[repeat(8)])) == asked


EVERYTHING = {
    "duplicate_posts": (DuplicatePost(A, B, (), ""),),
    "candidates": (likeness(480, same=True), likeness(310, A, C), likeness(450, B, C)),
    "duplicate_comments": (DuplicateComment(TWO, ONE, ""),),
    "passages": (passage(words=25), passage(0.7, other=C), passage(0.8, other=C, start=200)),
    "boilerplate": (boilerplate(2), boilerplate(6)),
    "repeats": (repeat(8), repeat(12, (20, 32))),
}


def test_what_would_lose_most_comes_first_and_of_that_the_most_doubtful():
    found = proposed(**EVERYTHING, words={**WORDS, ONE: 58})
    assert [(each.kind, each.state, each.score) for each in found] == [
        ("same", "joined", 480 / 500),
        ("copy", "joined", 58 / 60),
        ("same", "not joined", 450 / 500),
        ("same", "not joined", 310 / 500),
        ("quotation", "linked", 0.7),
        ("quotation", "linked", 0.8),
        ("quotation", "linked", 1.0),
        ("boilerplate", "withheld", None),
        ("boilerplate", "withheld", None),
        ("repeat", "shown twice", None),
        ("repeat", "shown twice", None),
    ]


def test_the_order_does_not_depend_on_that_of_the_findings():
    expected = proposed(**EVERYTHING)
    assert proposed(**{name: tuple(reversed(found)) for name, found in EVERYTHING.items()}) == expected
    for passages in permutations(EVERYTHING["passages"]):
        assert proposed(**{**EVERYTHING, "passages": passages}) == expected


def test_a_proposal_has_an_id_that_tells_it_from_others_and_stays_the_same():
    found = proposed(**{**EVERYTHING, "boilerplate": (boilerplate(2),)})
    assert len({each.id for each in found}) == len(found)
    (only,) = proposed(candidates=[likeness(400)])
    assert only.id == "1dd4f3d7"
    assert replace(only, score=0.1, reason="another").id == only.id
    assert replace(only, kind="copy").id != only.id


def test_a_verdict_gets_the_words_of_its_passage():
    words = {A: tuple(LINES.split()), C: ("The", "kettle", "", "is", "on", "the", "boil", "again", "and", "again")}
    (only,) = proposed(passages=[replace(passage(0.8, one=A, other=C), one_span=(8, 16), other_span=(0, 10))])

    def said(key: str) -> Decision:
        return with_words(only.answers[key][1], only, lambda ref: structs.replace(heading(ref), words=words[ref]))

    assert said("y") == Decision(0, "quotation", (A, C), begins="The kettle is on the boil again and")
    assert said("o") == Decision(0, "quotation", (C, A), begins="The kettle is on the boil again today.")
    assert said("b") == Decision(0, "boilerplate", words="The kettle is on the boil again today.")


def test_a_verdict_on_whole_texts_needs_no_words():
    (only,) = proposed(candidates=[likeness(400)])
    assert with_words(only.answers["y"][1], only, heading) == Decision(0, "same", (A, B))


# With the real findings: what is decided once is obeyed, and not asked about again


def prose(seed: str, count: int) -> str:
    return " ".join(f"{seed}{at}" for at in range(count))


def edited(text: str, every: int) -> str:
    """The text with one word in so many changed."""
    return " ".join("changed" if at % every == 1 else word for at, word in enumerate(text.split()))


QUOTED, WHOLE, BLOCK, FRAME = prose("Quoted", 40), prose("Whole", 120), prose("Block", 12), prose("Frame", 40)
LIKE = {"title": "Tea at last", "day": date(2017, 6, 3)}
ARCHIVE = {
    MAILOUT: Post(MAILOUT, "mailout", "/m.html", f"{prose('Own', 60)}\n\n{QUOTED}", day=DAYS[MAILOUT]),
    A: Post(A, "post", "/a.html", f"{prose('Mine', 50)}\n\n{edited(QUOTED, 6)}\n\n{prose('End', 50)}", day=DAYS[A]),
    B: Post(B, "post", "/b.html", WHOLE, **LIKE),
    C: Post(C, "post", "/c.html", edited(WHOLE, 5), **LIKE),
    "mailouts/2018/x": Post("x", "mailout", "/x.html", f"{FRAME}\n\n{prose('Spring', 80)}", day=date(2018, 3, 1)),
    "mailouts/2018/y": Post("y", "mailout", "/y.html", f"{FRAME}\n\n{prose('Autumn', 80)}", day=date(2018, 9, 1)),
    "posts/2019/01/twice": Post("t", "post", "/t.html", f"{prose('Start', 9)}\n\n{BLOCK}\n\n{BLOCK}\n\nAnd so on."),
}


def asked(decisions: Decisions) -> tuple[Findings, tuple[Question, ...]]:
    found = find(ARCHIVE, decisions)
    return found, questions(found, decisions, {ref: len(post.body.split()) for ref, post in ARCHIVE.items()})


def answered(kind: str, key: str) -> tuple[Question, Decisions]:
    """The question of this kind, and what is decided if its answer is this key."""
    found, first = asked(Decisions())
    (question,) = [each for each in first if each.kind == kind]
    decision = with_words(question.answers[key][1], question, found.visible_texts().text)
    return question, Decisions((replace(decision, number=1),))


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        *(("quotation", key) for key in "yonb"),
        *(("same", key) for key in "yn"),
        *(("boilerplate", key) for key in "yo"),
        ("repeat", "n"),
    ],
)
def test_what_was_decided_is_neither_asked_again_nor_called_stale(kind, key):
    question, decided = answered(kind, key)
    found, left = asked(decided)
    assert found.ignored_decisions == ()
    assert question.id not in {each.id for each in left}
    assert {each.kind for each in left} == {"quotation", "same", "boilerplate", "repeat"} - {kind}


@pytest.mark.parametrize(("key", "sources"), [("y", [MAILOUT]), ("o", [A]), ("n", []), ("b", [])])
def test_a_verdict_on_a_quotation_is_obeyed(key, sources):
    found, _ = asked(answered("quotation", key)[1])
    assert [each.source for each in found.passages if {each.one, each.other} == {MAILOUT, A}] == sources


@pytest.mark.parametrize(("key", "joined"), [("y", 1), ("n", 0)])
def test_a_verdict_on_two_texts_is_obeyed(key, joined):
    assert len(asked(answered("same", key)[1])[0].duplicate_posts) == joined


def test_withheld_words_that_a_person_calls_a_quotation_are_one():
    found, _ = asked(answered("boilerplate", "y")[1])
    assert ("mailouts/2018/x", "mailouts/2018/y") in {(each.one, each.other) for each in found.passages}
