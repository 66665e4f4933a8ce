"""Walks a person through proposals: both texts, what differs between them, and one question at a time.

The rule: an answer is written before the next question is asked, so whoever leaves has lost nothing. What differs has
a sign as well as a colour, [-so-] in the first text and {+so+} in the second: neither a pipe nor an eye needs colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from archive.decisions.decisions import Decision
from archive.errors import ArchiveError
from archive.review.queue import Proposal, worded
from archive.text import tokens
from archive.text_reuse import ComparableText, Span

COLUMNS = ("id", "kind", "state", "words", "score", "texts", "spans", "reason")
"""Of a line of `listed`."""
WIDE = 100
"""Columns of a terminal from which on both texts stand side by side."""
_WIDEST = 160
"""Columns that two texts side by side take at most: longer lines are hard to read."""
CONTEXT = 40
"""Words shown before and after a passage."""
_NEAR, _FOLDED = 8, 12
"""Words shown on either side of a difference in whole texts; so many more are folded."""
_QUIT = "q"
_SIGNS = (("[-", "-]", "bold red"), ("{+", "+}", "bold green"))
"""Around what differs in the first text, and in the second."""
Parts = list[tuple[bool, list[str]]]
"""Words in a row, and whether they differ from the other text."""


def listed(proposals: Iterable[Proposal]) -> Iterator[str]:
    """A line for each proposal, for other programs: COLUMNS, with a tab between two.

    Texts are refs with a space between two, spans "start-stop" likewise, in the order of the texts; "-" stands for
    what there is none of: spans of whole texts, a score that was not reckoned. The score has four places.
    """
    for each in proposals:
        score = "-" if each.score is None else f"{each.score:.4f}"
        spans = " ".join(f"{start}-{stop}" for start, stop in each.spans or ()) or "-"
        facts = each.id, each.kind, each.state, str(each.words), score, " ".join(each.texts), spans, each.reason
        yield "\t".join(map(_plain, facts))


def walk(
    proposals: Sequence[Proposal],
    text_of: Callable[[str], ComparableText],
    title_of: Callable[[str], str | None],
    ask: Callable[[str], str],
    say: Console,
    decide: Callable[[Decision], None],
) -> int:
    """Show and ask, one after the other, until all are done or the person leaves. Returns how many were decided.

    Of two texts that the person called one nothing more is asked: one text does not quote itself.

    `text_of` has the words of a text, hidden ones too. `ask` shows a question and returns the line that was typed;
    its EOFError and KeyboardInterrupt mean "leave". `decide` keeps a verdict; if it raises ArchiveError, as for one
    that contradicts another, the person is told and asked again.
    """
    desk = _Desk(text_of, title_of, ask, say, decide)
    done: Counter[str] = Counter()
    try:
        for outcome in desk.outcomes(proposals):
            done[outcome] += 1
    except (EOFError, KeyboardInterrupt):
        say.print()
    left = len(proposals) - done.total()
    say.print(f"{done['decided']} decided, {done['skipped']} skipped, {left} left.", highlight=False)
    return done["decided"]


@dataclass(frozen=True)
class _Desk:
    """Where a person sits; for the fields see `walk`."""

    text_of: Callable[[str], ComparableText]
    title_of: Callable[[str], str | None]
    ask: Callable[[str], str]
    say: Console
    decide: Callable[[Decision], None]

    def outcomes(self, proposals: Sequence[Proposal]) -> Iterator[str]:
        """What becomes of one after the other, up to where the person quits: "decided", "skipped" or "settled"."""
        one_text: set[frozenset[str]] = set()
        for number, proposal in enumerate(proposals, 1):
            if frozenset(proposal.texts) in one_text:
                yield "settled"
                continue
            self._show(proposal, f"{number} of {len(proposals)}")
            key = self._answer(proposal)
            if key == _QUIT:
                return
            decision = proposal.answers[key][1]
            if decision and decision.verdict == "same":
                one_text.add(frozenset(decision.texts))
            yield "decided" if decision else "skipped"

    def _show(self, proposal: Proposal, place: str) -> None:
        """The first two texts of a proposal, side by side where there is room, and the names of others."""
        self.say.print(_heading(proposal, place))
        texts = [self.text_of(ref) for ref in proposal.texts[:2]]
        above = [_title(text, self.title_of(text.ref)) for text in texts]
        bodies = _passages(texts, proposal.spans) if proposal.spans else _whole(texts)
        panes = [Group(title, "", body, "") for title, body in zip(above, bodies, strict=True)]
        width = self.say.width
        self.say.print(_side_by_side(panes, min(width, _WIDEST)) if width >= WIDE else Group(*panes))
        if others := proposal.texts[2:]:
            self.say.print(Styled(f"It stands in {len(others)} more: {_plain(', '.join(others))}\n"))

    def _answer(self, proposal: Proposal) -> str:
        """The key that was pressed, once its verdict is written."""
        keys = {**{key: label for key, (label, _) in proposal.answers.items()}, _QUIT: "quit"}
        choice = ", ".join(f"{key} = {label}" for key, label in keys.items())
        while True:
            key = self.ask(f"{choice}? ").strip().lower()
            if key not in keys:
                right = ", ".join(keys)
                self.say.print(Styled(f'"{_plain(key)}" is no answer here; press one of {right} and Enter.'))
            elif key == _QUIT or self._is_written(proposal, proposal.answers[key][1]):
                return key

    def _is_written(self, proposal: Proposal, decision: Decision | None) -> bool:
        """Keep a verdict, if it is one. False, and the person is told why, if that cannot be done."""
        try:
            if decision:
                self.decide(worded(decision, proposal, self.text_of))
        except ArchiveError as error:
            self.say.print(Styled(f"Not written: {_plain(str(error))}"))
            return False
        return True


def _heading(proposal: Proposal, place: str) -> Styled:
    score = "" if proposal.score is None else f", score {proposal.score:.2f}"
    facts = f"{place} · {proposal.kind} · {proposal.state} · {proposal.words:,} words{score} · {proposal.id}"
    return Styled.assemble("\n", (facts, "bold"), f"\n{_plain(proposal.reason)}\n")


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
    """The passage in each text, a paragraph by itself, between the words before and after it."""
    inside = [_plain_words(text.words[slice(*span)]) for text, span in zip(texts, spans[:2], strict=True)]
    for text, (start, stop), parts, signs in zip(texts, spans[:2], _compared(*inside), _SIGNS, strict=True):
        first, last = max(start - CONTEXT, 0), stop + CONTEXT
        before = ["…"] * (first > 0) + _plain_words(text.words[first:start])
        after = _plain_words(text.words[stop:last]) + ["…"] * (last < len(text.words))
        paragraphs = Styled(" ".join(before), "dim"), _signed(parts, signs), Styled(" ".join(after), "dim")
        yield Styled("\n\n").join(filter(None, paragraphs))


def _whole(texts: Sequence[ComparableText]) -> Iterator[Styled]:
    """What differs between two whole texts, with a few words around it."""
    for parts, signs in zip(_compared(*(_plain_words(text.words) for text in texts)), _SIGNS, strict=True):
        yield _signed(list(_folded(parts)), signs)


def _signed(parts: Parts, signs: tuple[str, str, str]) -> Styled:
    before, after, style = signs
    said = [(" ".join(words), differs) for differs, words in parts]
    return Styled(" ").join(
        Styled(f"{before}{each}{after}", style) if differs else Styled(each) for each, differs in said
    )


def _folded(parts: Parts) -> Iterator[tuple[bool, list[str]]]:
    """Long stretches of equal words cut down to those next to a difference."""
    for at, (differs, words) in enumerate(parts):
        head = _NEAR if at else 0
        tail = len(words) - (_NEAR if at < len(parts) - 1 else 0)
        if differs or tail - head <= _FOLDED:
            yield differs, words
        else:
            yield False, [*words[:head], f"… {tail - head:,} equal words …", *words[tail:]]


def _compared(one: Sequence[str], other: Sequence[str]) -> tuple[Parts, Parts]:
    """The words of both, parted where they start and cease to differ; typography and case do not count."""
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
    """The words without those that are blank because they stand elsewhere too, and as `_plain` has them."""
    return [plain for plain in map(_plain, words) if plain]


def _plain(text: str) -> str:
    """On one line, without characters that steer a terminal or turn the direction of writing."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
