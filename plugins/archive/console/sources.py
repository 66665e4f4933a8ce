"""Summarise the sources of an archive and whether they are intact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from rich.markup import escape

from archive.audit.inventory import SourceList, UnplacedPassage, Unpublished
from archive.audit.verify import Verification
from archive.console.screen import out
from archive.console.tables import WORD_COLUMNS, number_table, word_cells
from archive.console.wording import counted, figures
from archive.content.word_counts import WordCounts
from archive.text import excerpt

_FEW_MISSING = 40
"""Lines printed under one heading; the report has all of them."""
_FEW_WORDS = 12
"""Words of an unplaced passage that are printed."""


def say_sources(found: SourceList, masked: bool) -> None:
    """Print what the archive was made from, what it holds of each year, and what is missing."""
    if found.forms:
        columns = ("Files", "Posts", "Comments", "Published", "Merged", "Left out", "Quarantined")
        rows = [[escape(each.form), *figures(*astuple(each)[1:])] for each in found.forms]
        out.print(number_table("Form", (*columns, "Words in", "Kept", "Left out"), rows))
    _say_words(found.words)
    if found.years:
        rows = [[str(each.year or "undated"), *figures(*astuple(each)[1:])] for each in found.years]
        out.print(number_table("Year", ("Posts", "Mailouts", "Pages", "Comments"), rows))
    for heading, lines in _missing(found):
        _say_list(heading, lines)
    out.print(_masked_line(len(found.masked), masked))
    for each in found.masked if masked else ():
        out.print(f"  {escape(f'{each.ref}: {each.detail}')}", soft_wrap=True)


def say_verified(found: Verification) -> None:
    """Print what was checked, what people changed, and what is not a fault."""
    for note in found.notes:
        out.print(escape(note), soft_wrap=True)
    if found.unhashed:
        whose = "its file" if found.unhashed == 1 else "their files"
        out.print(f"Not compared: {counted(found.unhashed, 'ledger entry')}; {whose} could not be read at import.")
    if found.edited or found.by_hand:
        out.print(f"By hand: {counted(found.edited, 'file')} edited, {counted(found.by_hand, 'post')} written.")
    sources = f"{counted(found.raw_files, 'raw file')} and {counted(found.members, 'document')} in containers"
    checked = f"{sources}, {counted(found.records, 'ledger entry')}, {counted(found.posts, 'post')}"
    out.print(f"Checked {checked}: {counted(len(found.problems), 'problem') if found.problems else 'no problems'}.")


def _missing(found: SourceList) -> Iterator[tuple[str, list[str]]]:
    """Yield a heading and its lines for each kind of gap."""
    yield "Missing numbers", [f"{each.name}: {', '.join(each.missing)}" for each in found.series]
    unfound = [f"{each.ref}: {each.found} of {each.declared}" for each in found.unfound]
    yield "Missing comments", unfound
    yield "Gaps between posts", list(found.empty_months)
    yield "Posts without a date", list(found.undated)
    yield "Unplaced; say with `invoke review` where they belong", _passage_lines(found.unplaced)
    yield "Settled by a keeper", _passage_lines(found.settled)
    yield "In conflict; see content/conflicts/", list(found.conflicts)
    yield "Quarantined", _unpublished_lines(found.quarantined)
    yield "Skipped files", _unpublished_lines(found.not_read)


def _say_words(found: Sequence[WordCounts]) -> None:
    """Print what became of the words of the files with the smallest published share."""
    if not found:
        return
    table = number_table(
        "File", WORD_COLUMNS, [[escape(each.source), *word_cells(each)] for each in found[:_FEW_MISSING]]
    )
    out.print(table)
    if (more := len(found) - _FEW_MISSING) > 0:
        out.print(f"  and {more:,} more, of which a larger share is published; `--report FILE` lists them all")


def _passage_lines(passages: Iterable[UnplacedPassage]) -> list[str]:
    return [
        f"{each.source}: {counted(each.words, 'word')}, {each.where} ({each.name}): {excerpt(each.text, _FEW_WORDS)}"
        for each in passages
    ]


def _unpublished_lines(records: Iterable[Unpublished]) -> list[str]:
    places = ((each, f" lines {each.lines[0]}-{each.lines[1]}" if each.lines else "") for each in records)
    return [f"{each.source}{place}: {each.reason}" for each, place in places]


def _say_list(heading: str, lines: Sequence[str], limit: int = _FEW_MISSING) -> None:
    if not lines:
        return
    out.print(f"{heading} ({len(lines):,}):")
    for line in lines[:limit]:
        out.print(f"  {escape(line)}", soft_wrap=True)
    if (more := len(lines) - limit) > 0:
        out.print(f"  and {more:,} more; `--report FILE` lists them all")


def _masked_line(count: int, are_listed: bool) -> str:
    if not count:
        return "No personal details were masked."
    them = "it" if count == 1 else "them"
    verb = "was" if count == 1 else "were"
    return f"{counted(count, 'personal detail')} {verb} masked{f'; `--masked` lists {them}' * (not are_listed)}."
