"""What the tasks say to the person at the keyboard: progress while it lasts, then a short, true summary.

Nothing else in the library prints.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import astuple
from io import TextIOWrapper
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from archive.audit.inventory import Aside, SourceList
from archive.audit.verify import Verified
from archive.content.ledger import LedgerEntry
from archive.formats import form_label
from archive.ingest.pipeline import ImportReport
from archive.ingest.read import FileReport
from archive.model import KINDS
from archive.site.build import BuildReport

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
_FEW_REMARKS = 12
"""Remarks shown for a file; all of them are in the report."""
_NO_TEXTS = ("none", "container", "image")
"""Forms of files that hold no text of the blog, and are only counted."""
_DRY_STATES = ("new", "clean", "stale")
_SAID_OF_STATES = {
    "new": "is not there yet",
    "clean": "is as its sources have it",
    "stale": "is as its sources had it, and will be brought up to date",
    "edited": "was edited by hand; it is kept, and is in no conflict with its sources",
    "conflict": "was edited by hand since it was imported, and its sources say something new; it is left as it is, and "
    "what they say now is in the folder conflicts",
    "renamed": "was renamed by hand; it stays where it is",
    "deleted": "was deleted by hand; it stays away",
}
"""What is said of a file; of the first three only in a dry run."""
_FEW_MISSING = 40
"""Things of one kind that are listed as missing; all of them are in the report."""
_REVIEW = "look them over: `invoke sources --masked` lists them, content/privacy.toml says what may be shown"
_UNWRAPPED = 10_000
"""Columns where nobody watches: a pipe or a file gets each row on one line."""

for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, TextIOWrapper):
        _stream.reconfigure(errors="backslashreplace")  # a terminal that has no dashes must not end an import

out = Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)
err = Console(stderr=True, highlight=False)
_T = TypeVar("_T")


_shown: list[Progress] = []
"""The progress on the screen, if there is one: work within work is another line of it."""


def following(things: Iterable[_T], doing: str) -> Iterator[_T]:
    """`things`, with a progress bar while they are taken; none if nobody watches."""
    total = len(things) if isinstance(things, Sized) else None
    if _shown or not err.is_terminal:
        yield from _shown[-1].track(things, total=total, description=escape(doing)) if _shown else things
        return
    with Progress(*_COLUMNS, console=err, transient=True) as progress:
        _shown.append(progress)
        try:
            yield from progress.track(things, total=total, description=escape(doing))
        finally:
            _shown.pop()


def say_imported(report: ImportReport, dry_run: bool) -> None:
    """The table of files, then what was done."""
    texts = [file for file in report.files if file.form not in _NO_TEXTS or file.problem]
    if texts:
        out.print(_table(texts))
    for file in texts:
        _say_remarks(file)
    if others := Counter(_what_it_is(file) for file in report.files if file not in texts):
        out.print(f"No texts of the blog: {', '.join(_times(count, what) for what, count in sorted(others.items()))}.")
    for name, state in report.states.items():
        if state in _SAID_OF_STATES and (dry_run or state not in _DRY_STATES):
            out.print(f"{state}: {escape(name)} {_SAID_OF_STATES[state]}", soft_wrap=True)
    if masked := [part for record in report.records for part in record.masked or ()]:
        out.print(f"{_count(len(masked), 'private detail')} masked in comments and mailouts; {_REVIEW}")
    for line in _other_records(report.records):
        out.print(escape(line), soft_wrap=True)
    out.print(_imported_line(report, dry_run))


def say_built(report: BuildReport, output: str) -> None:
    """What was built, in a few lines."""
    comments = sum(article["comments"] for article in report.articles)
    line = f"Built {_count(len(report.articles), 'page')} with {_count(comments, 'comment')} in {escape(output)}"
    out.print(f"{line}: {_count(report.files, 'file')}.")
    for copy in report.copies:
        out.print(f"{escape(copy['ref'])} is another copy of {escape(copy['shown_as'])}; shown once.")
    for line in _found_lines(report.found):
        out.print(line)
    if report.indexed is not None:
        out.print(f"Search finds {_count(report.indexed, 'page')}.")
    if report.kept:
        out.print(f"The folder that stood there was not made by this archive; it is now {escape(str(report.kept))}.")
    for note in report.notes:
        out.print(escape(note))


def say_verified(found: Verified) -> None:
    """What was looked at; what a person changed, and what is no fault."""
    for note in found.notes:
        out.print(escape(note), soft_wrap=True)
    if found.unhashed:
        out.print(f"{_count(found.unhashed, 'record')} cannot be compared: there were no bytes to hash at import.")
    if found.edited or found.by_hand:
        out.print(f"By hand: {_count(found.edited, 'file')} edited, {_count(found.by_hand, 'text')} written.")
    sources = f"{_count(found.raw_files, 'raw file')} and {_count(found.members, 'document')} in containers"
    looked = f"{sources}, {_count(found.records, 'record')} of the ledger, {_count(found.posts, 'text')}"
    out.print(f"Looked at {looked}: {_count(len(found.problems), 'problem') if found.problems else 'no problems'}.")


def say_sources(found: SourceList, masked: bool) -> None:
    """What the archive was made from, what of each year it has, and what is missing."""
    if found.forms:
        columns = ("Files", "Posts", "Comments", "Published", "Merged", "Left out", "Quarantined")
        rows = [[escape(each.form), *_numbers(*astuple(each)[1:])] for each in found.forms]
        out.print(_numbered("Form", (*columns, "Words in", "Kept", "Left out"), rows))
    if found.years:
        rows = [[str(each.year or "undated"), *_numbers(*astuple(each)[1:])] for each in found.years]
        out.print(_numbered("Year", ("Posts", "Mailouts", "Pages", "Comments"), rows))
    for heading, lines in _missing(found):
        _say_list(heading, lines)
    out.print(f"{_count(len(found.masked), 'private detail')} masked{'; `--masked` lists them' * (not masked)}.")
    for each in found.masked if masked else ():
        out.print(f"  {escape(f'{each.ref}: {each.detail}')}", soft_wrap=True)


def say(lines: Iterable[str]) -> None:
    """Lines, as they are, tabs too, on standard output."""
    for line in lines:
        out.file.write(f"{line}\n")


def ask(question: str) -> str:
    """Return what the person at the keyboard answers; nothing if there is no keyboard."""
    try:
        return input(f"{question} ")
    except EOFError:
        return ""


def complain(lines: Iterable[str]) -> None:
    """Problems, a plain line each, on standard error."""
    for line in lines:
        err.print(escape(line), soft_wrap=True)


def _found_lines(found: Mapping[str, int]) -> Iterator[str]:
    """What stands more than once, in a line for each kind."""
    if found["repeats"]:
        yield f"{_count(found['repeats'], 'repeated passage')} ({found['repeated_words']:,} words) shown once."
    if found["quotations"]:
        unknown = f"; of {found['unknown']:,} it is not known who quotes whom" * bool(found["unknown"])
        yield f"{_count(found['quotations'], 'quotation')} linked between {_count(found['texts'], 'text')}{unknown}."
    if found["apart"]:
        yield f"{_count(found['apart'], 'passage')} that one text has in two places, linked."
    if found["comments"]:
        yield f"{_count(found['comments'], 'comment')} posted twice in one thread, shown once."
    if found["boilerplate"]:
        yield f"{_count(found['boilerplate'], 'standing passage')}, such as a sign-off or a form: no quotation."
    if found["reported"]:
        yield f"{_count(found['reported'], 'short line')} printed twice and left so."


def _table(files: Sequence[FileReport]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    table.add_column("Form", overflow="fold")
    for heading in ("Posts", "Comments (declared/found)", "Words in", "Kept", "Left out"):
        table.add_column(heading, justify="right")
    for file in files:
        table.add_row(*_row(file))
    return table


def _row(file: FileReport) -> list[str]:
    if file.problem:
        return [escape(file.source), "not read", "", "", "", "", ""]
    declared = "–" if file.declared_comments is None else str(file.declared_comments)
    left_out = sum(file.words_left_out.values())
    return [
        escape(file.source),
        form_label(file.form),
        str(file.posts),
        f"{declared}/{file.found_comments}",
        f"{file.words_in:,}",
        f"{file.words_kept:,}",
        f"{left_out:,}",
    ]


def _numbered(first: str, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose first column is words, and all others numbers."""
    table = Table(box=None, pad_edge=False)
    table.add_column(first, overflow="fold")
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def _numbers(*numbers: int) -> list[str]:
    return [f"{number:,}" for number in numbers]


def _missing(found: SourceList) -> Iterator[tuple[str, list[str]]]:
    """What is known to be missing: a heading and its lines for each kind."""
    yield "Numbers never seen", [f"{each.name}: {', '.join(each.missing)}" for each in found.series]
    unfound = [f"{each.ref}: {each.found} of {each.declared}" for each in found.unfound]
    yield "Comments announced and not found", unfound
    yield "Months without posts", list(found.empty_months)
    yield "Texts without a date", list(found.undated)
    yield "Quarantined", _asides(found.quarantined)
    yield "Not read, or no text of the blog", _asides(found.not_read)


def _asides(records: Iterable[Aside]) -> list[str]:
    places = ((each, f" lines {each.lines[0]}-{each.lines[1]}" if each.lines else "") for each in records)
    return [f"{each.source}{place}: {each.reason}" for each, place in places]


def _say_list(heading: str, lines: Sequence[str], limit: int = _FEW_MISSING) -> None:
    if not lines:
        return
    out.print(f"{heading} ({len(lines):,}):")
    for line in lines[:limit]:
        out.print(f"  {escape(line)}", soft_wrap=True)
    if (more := len(lines) - limit) > 0:
        out.print(f"  and {more:,} more; `--report FILE` has them all")


def _say_remarks(file: FileReport) -> None:
    for remark in file.remarks[:_FEW_REMARKS]:
        out.print(escape(f"{file.source} {remark}"), soft_wrap=True)
    if (more := len(file.remarks) - _FEW_REMARKS) > 0:
        out.print(escape(f"{file.source}: {_count(more, 'more remark')}; `--report FILE` has them all"))


def _imported_line(report: ImportReport, dry_run: bool) -> str:
    published = Counter(record.kind for record in report.records if record.outcome == "published")
    texts, comments = sum(published[kind] for kind in KINDS), published["comment"]
    unread = sum(file.problem is not None for file in report.files)
    read = sum(file.form not in _NO_TEXTS for file in report.files)
    done = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.outcomes.items()))
    start = "Would import" if dry_run else "Imported"
    line = f"{start} {_count(texts, 'text')} and {_count(comments, 'comment')} from {_count(read, 'file')}"
    return f"{line}: {done or 'nothing new'}." + (f" {_count(unread, 'file')} not read." if unread else "")


def _other_records(records: Iterable[LedgerEntry]) -> Iterator[str]:
    """What became of the records of posts and comments that are not shown for themselves, in a sentence each."""
    theirs = [record for record in records if record.kind in (*KINDS, "comment") and record.outcome != "published"]
    if merged := sum(record.outcome == "merged" for record in theirs):
        yield f"{_count(merged, 'record')} merged into others that say the same."
    for outcome, said in (("left-out", "Left out"), ("quarantined", "Quarantined, with their words, in the ledger")):
        kinds = Counter((record.kind, record.reason) for record in theirs if record.outcome == outcome)
        if kinds:
            each = (f"{_count(count, kind)} ({reason})" for (kind, reason), count in sorted(kinds.items(), key=str))
            yield f"{said}: {', '.join(each)}."


def _what_it_is(file: FileReport) -> str:
    return file.remarks[0] if file.remarks else form_label(file.form)


def _times(count: int, what: str) -> str:
    return what if count == 1 else f"{what} ({count:,} times)"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
