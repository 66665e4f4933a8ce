"""Walking through questions: what is shown, what is asked, and what is written when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from msgspec import structs
from rich.console import Console

from archive.decisions.decisions import Decision
from archive.decisions.decisions_file import add_decision, read_decisions
from archive.errors import BrokenSettings
from archive.review.console import COLUMNS, listed, walk
from archive.review.queue import Question
from archive.review.unplaced import UnplacedWords
from archive.text_reuse import ComparableText

SOURCE, QUOTING = "mailouts/2017/bulletin-9", "posts/2017/06/kettle"
BEFORE = ["Before", *["the", "meeting", "we", "were", "told", "this"] * 7, "much."]
AFTER = ["Nobody", *["asked", "who", "was", "to", "pay", "for"] * 7, "it."]
SAID_TEXT = "“The kettle in the Leeds office – bought by subscription – is boiled twice a day.”"
QUOTED_TEXT = "'The kettle in the old Leeds office, bought by subscription, is boiled once a day.'"
SAID, QUOTED = SAID_TEXT.split(), QUOTED_TEXT.split()
TEXTS = {
    SOURCE: ComparableText(SOURCE, (*BEFORE, *SAID, *AFTER), date(2017, 6, 1), kind="mailout"),
    QUOTING: ComparableText(QUOTING, (*QUOTED, "", "", *AFTER)),
}
TITLES = {SOURCE: "Bulletin [9]", QUOTING: None}
QUOTATION = Question(
    "quotation",
    (SOURCE, QUOTING),
    ((44, 60), (0, 15)),
    14,
    0.8571,
    "linked",
    "it has only 14 words",
    {
        "y": ("the second quotes the first", Decision(0, "quotation", (SOURCE, QUOTING))),
        "n": ("not a quotation", Decision(0, "no-quotation", (SOURCE, QUOTING))),
        "b": ("boilerplate", Decision(0, "boilerplate")),
        "s": ("skip", None),
    },
)
SAME = Question(
    "same",
    (SOURCE, QUOTING),
    None,
    57,
    0.6,
    "not joined",
    "60 of 100 words",
    {
        "y": ("one post", Decision(0, "same", (SOURCE, QUOTING))),
        "n": ("two posts", Decision(0, "different", (SOURCE, QUOTING))),
        "s": ("skip", None),
    },
)
NARROW = """
1 of 1 · quotation · linked · 14 words, score 0.86 · 14147fd5
it has only 14 words

Bulletin [9]
2017-06-01 · mailouts/2017/bulletin-9

… were told this the meeting we were told this the meeting we were told this the
meeting we were told this the meeting we were told this the meeting we were told
this the meeting we were told this much.

“The kettle in the Leeds office – bought by subscription – is boiled [-twice-] a
day.”

Nobody asked who was to pay for asked who was to pay for asked who was to pay
for asked who was to pay for asked who was to pay for asked who was to pay for
asked who was …

(no title)
no date · posts/2017/06/kettle

'The kettle in the {+old+} Leeds office, bought by subscription, is boiled
{+once+} a day.'

Nobody asked who was to pay for asked who was to pay for asked who was to pay
for asked who was to pay for asked who was to pay for asked who was to pay for
asked …

These 14 words appear in both. Does the second quote the first?
0 decided, 0 skipped, 1 left.
"""
WIDE = """
1 of 1 · quotation · linked · 14 words, score 0.86 · 14147fd5
it has only 14 words

Bulletin [9]                                                (no title)
2017-06-01 · mailouts/2017/bulletin-9                       no date · posts/2017/06/kettle

… were told this the meeting we were told this the meeting  'The kettle in the {+old+} Leeds office, bought by
we were told this the meeting we were told this the         subscription, is boiled {+once+} a day.'
meeting we were told this the meeting we were told this
the meeting we were told this much.                         Nobody asked who was to pay for asked who was to pay for
                                                            asked who was to pay for asked who was to pay for asked who
“The kettle in the Leeds office – bought by subscription –  was to pay for asked who was to pay for asked …
is boiled [-twice-] a day.”

Nobody asked who was to pay for asked who was to pay for
asked who was to pay for asked who was to pay for asked
who was to pay for asked who was to pay for asked who was
…

These 14 words appear in both. Does the second quote the first?
0 decided, 0 skipped, 1 left.
"""
WHOLE = """
1 of 1 · same · not joined · 57 words, score 0.60 · 6ace55b9
60 of 100 words

Bulletin [9]
2017-06-01 · mailouts/2017/bulletin-9

[-Before-] the [-meeting we were told this the meeting we were told this the
meeting we were told this the meeting we were told this the meeting we were told
this the meeting we were told this the meeting we were told this much. “The-]
kettle in the Leeds office – bought by subscription – is boiled [-twice-] a
day.” Nobody asked who was to pay … 38 equal words …

(no title)
no date · posts/2017/06/kettle

'The kettle in the {+old+} Leeds office, bought by subscription, is boiled
{+once+} a day.' Nobody asked who was to pay … 38 equal words …

These posts are both shown. Are they the same post?
0 decided, 0 skipped, 1 left.
"""


BUILD = "Run `invoke build` to see the result.\n"


class Person:
    """Types the given answers, then ends the input, or presses Ctrl-C."""

    def __init__(self, answers: Iterable[str], leaves: type[BaseException] = EOFError) -> None:
        self.answers, self.leaves = list(answers), leaves
        self.asked: list[str] = []
        self.decided: list[Decision] = []

    def ask(self, question: str) -> str:
        self.asked.append(question)
        if not self.answers:
            raise self.leaves
        return self.answers.pop(0)

    def walks(self, *questions: Question, width: int = 80, colours: bool = False) -> str:
        """What is on the screen in the end."""
        colour = "standard" if colours else None
        screen = Console(file=StringIO(), width=width, force_terminal=colours, color_system=colour, no_color=False)
        count = walk(questions, TEXTS.__getitem__, TITLES.get, self.ask, screen, self.decided.append)
        assert count == len(self.decided)
        return "\n".join(line.rstrip() for line in screen.file.getvalue().split("\n"))


def shown(*questions: Question, **screen) -> str:
    return Person(["q"]).walks(*questions, **screen)


def test_on_a_narrow_terminal_one_text_stands_above_the_other():
    assert shown(QUOTATION) == NARROW


def test_on_a_wide_terminal_the_texts_stand_side_by_side():
    assert shown(QUOTATION, width=120) == WIDE


def test_of_whole_texts_only_what_differs_is_shown():
    assert shown(SAME) == WHOLE


def test_colours_are_added_to_the_signs():
    plain, coloured = shown(QUOTATION), shown(QUOTATION, colours=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m[-twice-]\x1b[0m" in coloured
    assert "\x1b[1;32m{+once+}\x1b[0m" in coloured
    assert "\x1b[2mNobody asked" in coloured


def test_typography_is_no_difference():
    assert "[-" not in shown(replace(QUOTATION, texts=(SOURCE, SOURCE), spans=((0, 44), (0, 44))))
    assert "[-“The" not in shown(QUOTATION)


def test_equal_texts_are_folded_into_one_line():
    equal = shown(replace(SAME, texts=(SOURCE, SOURCE)))
    assert equal.count("\n… 104 equal words …\n") == 2


def test_texts_without_words_do_no_harm(monkeypatch):
    monkeypatch.setitem(TEXTS, SOURCE, structs.replace(TEXTS[SOURCE], words=()))
    assert "{+'The kettle" in shown(SAME)


def test_further_texts_are_named():
    more = replace(QUOTATION, texts=(SOURCE, QUOTING, "posts/a", "posts/b"), spans=((44, 60), (0, 15), (0, 9), (1, 9)))
    assert "Also in 2 more: posts/a, posts/b" in shown(more)


@pytest.mark.parametrize("width", [80, 120])
def test_what_steers_a_terminal_gets_through_nowhere(monkeypatch, width):
    evil = "a\x1b[2Jb\x9b31m\u202ec\x07\x00\u2066d"
    monkeypatch.setitem(TEXTS, QUOTING, structs.replace(TEXTS[QUOTING], words=(evil, *QUOTED, evil)))
    monkeypatch.setitem(TITLES, QUOTING, f"{evil}\n[red]title[/red]")
    odd = replace(QUOTATION, reason=evil, texts=(SOURCE, QUOTING, evil), spans=((44, 60), (1, 16), (0, 1)))
    screen = Person([evil, "q"]).walks(odd, width=width) + "".join(listed([odd]))
    assert "[red]title[/red]" in screen
    assert not {letter for letter in screen if not letter.isprintable()} - {"\n", "\t"}


def test_an_answer_is_written_before_the_next_question_is_asked():
    person = Person(["y"])
    screen = person.walks(QUOTATION, SAME)
    assert person.decided == [
        Decision(0, "quotation", (SOURCE, QUOTING), begins="'The kettle in the old Leeds office, bought")
    ]
    assert screen.endswith("\n1 decided, 0 skipped, 1 left.\n" + BUILD)


@pytest.mark.parametrize("leaves", [EOFError, KeyboardInterrupt])
def test_the_end_of_input_and_ctrl_c_leave_and_keep_what_was_decided(leaves):
    person = Person(["n"], leaves)
    assert person.walks(SAME, QUOTATION, SAME).endswith("\n1 decided, 0 skipped, 2 left.\n" + BUILD)
    assert person.decided == [Decision(0, "different", (SOURCE, QUOTING))]


def test_ctrl_c_while_a_text_is_shown_leaves_cleanly():
    def interrupted(ref: str) -> str:
        raise KeyboardInterrupt

    screen = Console(file=StringIO(), width=80)
    assert walk([SAME], TEXTS.__getitem__, interrupted, lambda question: "y", screen, print) == 0
    assert screen.file.getvalue().endswith("\n0 decided, 0 skipped, 1 left.\n")


def test_whoever_skips_decides_nothing_and_whoever_quits_leaves_the_rest():
    person = Person([" S ", "b", "q"])
    assert person.walks(SAME, QUOTATION, SAME, SAME).endswith("\n1 decided, 1 skipped, 2 left.\n" + BUILD)
    assert person.decided == [Decision(0, "boilerplate", words=" ".join(SAID))]


def test_who_quotes_whom_is_not_asked_of_two_texts_that_were_called_one():
    person = Person(["y"])
    assert person.walks(SAME, QUOTATION).endswith("\n1 decided, 0 skipped, 0 left.\n" + BUILD)
    assert len(person.asked) == 1


def test_nothing_to_look_at_is_said():
    assert Person([]).walks() == "Nothing to review.\n"


@pytest.mark.parametrize(
    ("changed", "asks"),
    [
        ({"kind": "copy", "state": "joined"}, "These comments are shown as one. Are they the same comment?"),
        (
            {"kind": "repeat", "state": "shown once", "words": 9},
            "These 9 words are printed twice in a row and shown once. ",
        ),
        ({"kind": "boilerplate", "words": 9}, "These 9 words appear in several places. Are they boilerplate, or does"),
        ({"kind": "quotation", "texts": (SOURCE, SOURCE)}, "appear twice in this text. Is that a quotation?"),
    ],
)
def test_each_kind_of_question_is_asked_in_words(changed, asks):
    assert asks in replace(SAME, **changed).asks


@pytest.mark.parametrize("typed", ["", "u", "yes", "[bold]"])
def test_a_wrong_key_lists_the_right_ones_and_asks_again(typed):
    person = Person([typed, "y"])
    assert f'"{typed}" is not one of the answers. Press one of y, n, s, q, then Enter.' in person.walks(SAME)
    assert person.asked == ["y = one post, n = two posts, s = skip, q = quit? "] * 2
    assert len(person.decided) == 1


def test_a_verdict_that_cannot_be_written_is_asked_for_again():
    person, kept = Person(["y", "n"]), []

    def decide(decision: Decision) -> None:
        if decision.verdict == "same":
            raise BrokenSettings("decisions.toml: decision 3 (same): contradicts decision 1; take out what is wrong")
        kept.append(decision.verdict)

    screen = Console(file=StringIO(), width=120)
    assert walk([SAME], TEXTS.__getitem__, TITLES.get, person.ask, screen, decide) == 1
    assert "Not saved: decisions.toml: decision 3 (same): contradicts" in screen.file.getvalue()
    assert kept == ["different"]


def test_decisions_that_were_written_are_those_that_are_read_back():
    person = Person(["y", "n", "b"])
    person.walks(QUOTATION, SAME, QUOTATION)
    text = ""
    for decision in person.decided:
        text = add_decision(text, decision)
    read = read_decisions(text, "decisions.toml").entries
    assert [replace(decision, number=0) for decision in read] == person.decided
    assert [decision.number for decision in read] == [1, 2, 3]


def test_a_list_has_a_line_for_each_proposal_with_a_tab_between_columns():
    lines = list(listed([QUOTATION, SAME]))
    assert all(len(line.split("\t")) == len(COLUMNS) for line in lines)
    assert dict(zip(COLUMNS, lines[0].split("\t"), strict=True)) == {
        "id": QUOTATION.id,
        "kind": "quotation",
        "state": "linked",
        "words": "14",
        "score": "0.8571",
        "texts": f"{SOURCE} {QUOTING}",
        "spans": "44-60 0-15",
        "reason": "it has only 14 words",
    }
    assert lines[1].split("\t")[1:] == [
        "same",
        "not joined",
        "57",
        "0.6000",
        f"{SOURCE} {QUOTING}",
        "-",
        "60 of 100 words",
    ]


def test_a_tab_in_a_reason_makes_no_column():
    (line,) = listed([replace(QUOTATION, reason="two\tparts\nof it", score=None)])
    assert line.split("\t")[-1] == "two parts of it"
    assert line.split("\t")[4] == "-"


UNPLACED = "unplaced:0123456789ab"
LOST = Question(
    "unplaced",
    (SOURCE, QUOTING),
    None,
    5,
    None,
    "quarantined",
    "a.html: between the post and its footer",
    {
        "y": ("part of it", Decision(0, "text-of", (SOURCE,), passage=UNPLACED)),
        "o": ("part of another", Decision(0, "text-of", passage=UNPLACED)),
        "b": ("boilerplate", Decision(0, "boilerplate", passage=UNPLACED)),
        "s": ("skip", None),
    },
    UnplacedWords(UNPLACED, "Well said!\n- by \x1b[31mAnn\n- Bob", 5, "between", ("a.html",), SOURCE, QUOTING),
)


def test_unplaced_words_are_shown_between_the_texts_beside_them():
    screen = shown(LOST)
    assert "Well said!\n- by [31mAnn\n- Bob" in screen
    said = " ".join(screen.split())
    before, after = said.index("was to pay for it."), said.index("'The kettle in the old Leeds office")
    assert before < said.index("Well said!") < after
    assert "1 of 1 · unplaced · quarantined · 5 words · unplaced:0123456789ab" in screen
    assert "a.html: between the post and its footer" in screen


@pytest.mark.parametrize(
    ("answers", "decision"),
    [
        (["y"], Decision(0, "text-of", (SOURCE,), passage=UNPLACED)),
        (["b"], Decision(0, "boilerplate", passage=UNPLACED)),
        (["o", QUOTING], Decision(0, "text-of", (QUOTING,), passage=UNPLACED)),
    ],
)
def test_an_answer_about_unplaced_words_is_saved(answers, decision):
    person = Person(answers)
    assert "Run `invoke import build` to see the result." in person.walks(LOST)
    assert person.decided == [decision]


def test_an_unknown_text_for_unplaced_words_is_asked_for_again():
    def find_ref(name: str) -> str:
        raise BrokenSettings("no text here is called so")

    person, screen = Person(["o", "nowhere", "b"]), Console(file=StringIO(), width=80)
    assert walk([LOST], TEXTS.__getitem__, TITLES.get, person.ask, screen, person.decided.append, find_ref) == 1
    assert "Not saved: no text here is called so" in screen.file.getvalue()
    assert [decision.verdict for decision in person.decided] == ["boilerplate"]


def test_unplaced_words_are_listed_with_their_name_and_proposals():
    assert list(listed([LOST])) == [
        f"{UNPLACED}\tunplaced\tquarantined\t5\t-\t{SOURCE} {QUOTING}\t-\ta.html: between the post and its footer"
    ]
