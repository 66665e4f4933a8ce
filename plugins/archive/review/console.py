"""Take a keeper through the questions one at a time, with both texts and their differences.

The rule: write each answer before asking the next question, so that a keeper can leave at any time. Differences have a
sign as well as a colour, [-like this-] in the first text and {+like this+} in the second, so nobody needs the colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapidfuzz.distance import Levenshtein
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from archive.decisions.decisions import Decision
from archive.errors import ArchiveError
from archive.review.queue import Question, with_words
from archive.review.unplaced import UnplacedWords
from archive.text import tokens
from archive.text_reuse import ComparableText, Span

COLUMNS = ("id", "kind", "state", "words", "score", "texts", "spans", "reason")
"""The columns of `listed`."""
WIDE = 100
"""A terminal with at least so many columns shows both texts side by side."""
_WIDEST = 160
"""Columns used at most: longer lines are hard to read."""
CONTEXT = 40
"""Words shown before and after a passage."""
_NEAR, _FOLDED = 8, 12
"""Words shown on either side of a difference in whole texts; longer equal parts are folded."""
_QUIT = "q"
_SIGNS = (("[-", "-]", "bold red"), ("{+", "+}", "bold green"))
"""Signs and style of differences in the first text and in the second."""
Parts = list[tuple[bool, list[str]]]
"""Runs of words, and whether they differ from the other text."""


def listed(questions: Iterable[Question]) -> Iterator[str]:
    """Yield a line for each question, for other programs: COLUMNS, separated by tabs.

    Texts are refs separated by spaces; those of unplaced words are proposals. Spans are "start-stop", in the order of
    the texts. "-" means that there is no value: no spans for whole texts, no score if none was computed. The score has
    four decimal places.
    """
    for each in questions:
        score = "-" if each.score is None else f"{each.score:.4f}"
        spans = " ".join(f"{start}-{stop}" for start, stop in each.spans or ()) or "-"
        facts = each.id, each.kind, each.state, str(each.words), score, " ".join(each.texts) or "-", spans, each.reason
        yield "\t".join(map(_plain, facts))


def walk(
    questions: Sequence[Question],
    text_of: Callable[[str], ComparableText],
    title_of: Callable[[str], str | None],
    ask: Callable[[str], str],
    say: Console,
    decide: Callable[[Decision], None],
    find_ref: Callable[[str], str] = str,
) -> int:
    """Show each question and ask it, until all are answered or the keeper leaves. Returns the number of decisions.

    Once the keeper has called two texts the same, nothing more is asked about them.

    `text_of` returns a text with its words, including hidden duplicates. `ask` shows a prompt and returns the line that
    was typed; EOFError and KeyboardInterrupt mean "leave". `decide` saves a decision, and `find_ref` returns the ref of
    the text with a name; if one of them raises ArchiveError, for example because the decision contradicts another, the
    keeper is told and asked again.
    """
    if not questions:
        say.print("Nothing to review.")
        return 0
    walking = _Walk(text_of, title_of, ask, say, decide, find_ref)
    done: Counter[str] = Counter()
    try:
        for outcome in walking.outcomes(questions):
            done[outcome] += 1
    except (EOFError, KeyboardInterrupt):
        say.print()
    left = len(questions) - done.total()
    say.print(f"{done['decided']} decided, {done['skipped']} skipped, {left} left.", highlight=False)
    if done["decided"]:
        command = "import build" if any(question.unplaced for question in questions) else "build"
        say.print(f"Run `invoke {command}` to see the result.")
    return done["decided"]


@dataclass(frozen=True)
class _Walk:
    """A walk through the questions; see `walk` for the fields."""

    text_of: Callable[[str], ComparableText]
    title_of: Callable[[str], str | None]
    ask: Callable[[str], str]
    say: Console
    decide: Callable[[Decision], None]
    find_ref: Callable[[str], str]

    def outcomes(self, questions: Sequence[Question]) -> Iterator[str]:
        """Yield "decided", "skipped" or "settled" for each question, until the keeper quits."""
        one_text: set[frozenset[str]] = set()
        for number, question in enumerate(questions, 1):
            if question.kind != "unplaced" and frozenset(question.texts) in one_text:
                yield "settled"
                continue
            self._show(question, f"{number} of {len(questions)}")
            key = self._answer(question)
            if key == _QUIT:
                return
            decision = question.answers[key][1]
            if decision and decision.verdict == "same":
                one_text.add(frozenset(decision.texts))
            yield "decided" if decision else "skipped"

    def _show(self, question: Question, place: str) -> None:
        """Print the first two texts, side by side if there is room, and the names of the others."""
        self.say.print(_heading(question, place))
        if question.unplaced:
            self.say.print(self._unplaced(question.unplaced))
            self.say.print(Styled(question.asks, "bold"))
            return
        texts = [self.text_of(ref) for ref in question.texts[:2]]
        above = [_title(text, self.title_of(text.ref)) for text in texts]
        bodies = _passages(texts, question.spans) if question.spans else _whole(texts)
        panes = [Group(title, "", body, "") for title, body in zip(above, bodies, strict=True)]
        width = self.say.width
        self.say.print(_side_by_side(panes, min(width, _WIDEST)) if width >= WIDE else Group(*panes))
        if others := question.texts[2:]:
            self.say.print(Styled(f"Also in {len(others)} more: {_plain(', '.join(others))}\n"))
        self.say.print(Styled(question.asks, "bold"))

    def _unplaced(self, words: UnplacedWords) -> RenderableType:
        """Return the passage between the end of the text before it and the beginning of the one after it."""
        before = _plain_words(self.text_of(words.before).words) if words.before else []
        after = _plain_words(self.text_of(words.after).words) if words.after else []
        shown = Styled("\n".join(map(_plain, words.text.split("\n"))), "bold")
        parts = [
            (words.before, Styled(" ".join(["…"] * (len(before) > CONTEXT) + before[-CONTEXT:]), "dim")),
            (words.name, shown),
            (words.after, Styled(" ".join(after[:CONTEXT] + ["…"] * (len(after) > CONTEXT)), "dim")),
        ]
        return Group(*(Styled(f"{_plain(name)}:\n").append_text(text).append("\n") for name, text in parts if name))

    def _answer(self, question: Question) -> str:
        """Ask until a valid key is pressed and its decision is written; return the key."""
        keys = {**{key: label for key, (label, _) in question.answers.items()}, _QUIT: "quit"}
        choice = ", ".join(f"{key} = {label}" for key, label in keys.items())
        while True:
            key = self.ask(f"{choice}? ").strip().lower()
            if key not in keys:
                right = ", ".join(keys)
                self.say.print(Styled(f'"{_plain(key)}" is not one of the answers. Press one of {right}, then Enter.'))
            elif key == _QUIT or self._is_written(question, question.answers[key][1]):
                return key

    def _is_written(self, question: Question, decision: Decision | None) -> bool:
        """Write the decision, if there is one. If that fails, print why and return False."""
        try:
            if decision:
                self.decide(self._complete(decision, question))
        except ArchiveError as error:
            self.say.print(Styled(f"Not saved: {_plain(str(error))}"))
            return False
        return True

    def _complete(self, decision: Decision, question: Question) -> Decision:
        """Return the decision with the words or the text that it lacks. Raises ArchiveError for an unknown text."""
        if decision.verdict == "text-of" and not decision.texts:
            name = self.ask("Its address or file; for a comment add # and its number, as in its link: ")
            return replace(decision, texts=(self.find_ref(name),))
        return with_words(decision, question, self.text_of)


def _heading(question: Question, place: str) -> Styled:
    score = "" if question.score is None else f", score {question.score:.2f}"
    facts = f"{place} · {question.kind} · {question.state} · {question.words:,} words{score} · {question.id}"
    return Styled.assemble("\n", (facts, "bold"), f"\n{_plain(question.reason)}\n")


def _side_by_side(panes: Iterable[RenderableType], width: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, width=width)
    for _ in range(2):
        table.add_column(ratio=1, overflow="fold")
    table.add_row(*panes)
    return table


def _title(text: ComparableText, title: str | None) -> Styled:
    day = text.day.isoformat() if text.day else "no date"
    return Styled.assemble((_plain(title or "(no title)"), "bold underline"), f"\n{day} · {_plain(text.ref)}")


def _passages(texts: Sequence[ComparableText], spans: Sequence[Span]) -> Iterator[Styled]:
    """Yield the passage in each text as its own paragraph, between the words before and after it."""
    inside = [_plain_words(text.words[slice(*span)]) for text, span in zip(texts, spans[:2], strict=True)]
    for text, (start, stop), parts, signs in zip(texts, spans[:2], _compared(*inside), _SIGNS, strict=True):
        first, last = max(start - CONTEXT, 0), stop + CONTEXT
        before = ["…"] * (first > 0) + _plain_words(text.words[first:start])
        after = _plain_words(text.words[stop:last]) + ["…"] * (last < len(text.words))
        paragraphs = Styled(" ".join(before), "dim"), _signed(parts, signs), Styled(" ".join(after), "dim")
        yield Styled("\n\n").join(filter(None, paragraphs))


def _whole(texts: Sequence[ComparableText]) -> Iterator[Styled]:
    """Yield the differences between two whole texts, with a few words around them."""
    for parts, signs in zip(_compared(*(_plain_words(text.words) for text in texts)), _SIGNS, strict=True):
        yield _signed(list(_folded(parts)), signs)


def _signed(parts: Parts, signs: tuple[str, str, str]) -> Styled:
    before, after, style = signs
    said = [(" ".join(words), differs) for differs, words in parts]
    return Styled(" ").join(
        Styled(f"{before}{each}{after}", style) if differs else Styled(each) for each, differs in said
    )


def _folded(parts: Parts) -> Iterator[tuple[bool, list[str]]]:
    """Shorten long runs of equal words to those next to a difference."""
    for at, (differs, words) in enumerate(parts):
        head = _NEAR if at else 0
        tail = len(words) - (_NEAR if at < len(parts) - 1 else 0)
        if differs or tail - head <= _FOLDED:
            yield differs, words
        else:
            yield False, [*words[:head], f"… {tail - head:,} equal words …", *words[tail:]]


def _compared(one: Sequence[str], other: Sequence[str]) -> tuple[Parts, Parts]:
    """Split the words of both texts into equal and different runs; typography and case do not count."""
    sides = [[(token, at) for at, word in enumerate(words) for token in tokens(word)] for words in (one, other)]
    differ: tuple[set[int], set[int]] = (set(), set())
    for change in Levenshtein.opcodes(*([token for token, _ in side] for side in sides)):
        if change.tag != "equal":
            differ[0].update(at for _, at in sides[0][change.src_start : change.src_end])
            differ[1].update(at for _, at in sides[1][change.dest_start : change.dest_end])
    return _parted(one, differ[0]), _parted(other, differ[1])


def _parted(words: Sequence[str], differ: set[int]) -> Parts:
    marked = groupby(enumerate(words), key=lambda each: each[0] in differ)
    return [(differs, [word for _, word in some]) for differs, some in marked]


def _plain_words(words: Iterable[str]) -> list[str]:
    """Return the words as `_plain` makes them, without the blanks that stand for repeated words."""
    return [plain for plain in map(_plain, words) if plain]


def _plain(text: str) -> str:
    """Return `text` on one line, without characters that control a terminal or the writing direction."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
