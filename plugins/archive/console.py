"""Everything that the commands print: progress while they work, then a short, true summary.

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

from archive.audit.inventory import SourceList, UnplacedPassage, Unpublished
from archive.audit.verify import Verification
from archive.content.ledger import LedgerEntry
from archive.content.word_counts import WordCounts, is_furniture
from archive.formats import form_label
from archive.ingest.outcomes import DELETED
from archive.ingest.pipeline import ImportReport
from archive.ingest.readings import FileReport
from archive.model import KINDS
from archive.site.build import BuildReport
from archive.text import excerpt

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
_FEW_REMARKS = 12
"""Remarks printed for a file; the report has all of them."""
_NO_TEXTS = ("none", "container", "image")
"""Forms of files that hold no posts and are only counted."""
_STATE_MESSAGES = {
    "edited": "{0} was edited by hand and is kept; its sources say nothing new",
    "conflict": "{0} was edited by hand and is kept; its sources now say something new: see content/conflicts/{0}",
    "renamed": "{0} was renamed by hand and stays where it is",
    "deleted": "{0} was deleted by hand and stays away",
}
"""What is printed about a file, by its state."""
_DRY_STATE_MESSAGES = {
    "new": "{0} is new",
    "stale": "{0}: its sources have changed; the next import updates it",
    **_STATE_MESSAGES,
}
"""The same for a dry run; of clean files it prints only how many there are."""
_OUTCOME_PHRASES = {
    "conflict": ("{} in conflict",) * 2,
    "deleted": ("{} stays deleted", "{} stay deleted"),
    "edited": ("{} kept as edited",) * 2,
    "failed": ("{} not written",) * 2,
}
"""What became of one post and of several, where the outcome is not the word for it."""
_REASON_PHRASES = {
    DELETED: "deleted by hand",
    "its source no longer has it": "gone from the source",
}
"""How a reason in the ledger is printed."""
_FEW_MISSING = 40
"""Lines printed under one heading; the report has all of them."""
_FEW_WORDS = 12
"""Words of an unplaced passage that are printed."""
_REVIEW = "Review them with `invoke sources --masked`; list what may be shown in content/privacy.toml."
_UNWRAPPED = 10_000
"""Columns when the output is a pipe or a file, so that each row stays on one line."""

for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, TextIOWrapper):
        _stream.reconfigure(errors="backslashreplace")  # a terminal without dashes must not stop an import

out = Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)
err = Console(stderr=True, highlight=False)
_T = TypeVar("_T")


_shown: list[Progress] = []
"""The progress display, if one is on the screen: nested work adds a line to it."""


def following(things: Iterable[_T], doing: str) -> Iterator[_T]:
    """Yield `things`, with a progress bar if the output is a terminal."""
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


def say_imported(report: ImportReport, roots: Iterable[object], dry_run: bool) -> None:
    """Print the table of files, then what was done. `roots` are the files and folders that were to be imported."""
    if not report.files:
        out.print(escape(f"{_listed([f'{root}/' for root in roots])} is empty: put your files there."), soft_wrap=True)
    texts = [file for file in report.files if file.form not in _NO_TEXTS or file.problem]
    if texts:
        out.print(_table(texts))
    for file in texts:
        _say_remarks(file)
    if others := Counter(map(_without_posts, (file for file in report.files if file not in texts))):
        kinds = (
            _files_of(count, *what)
            for what, count in sorted(others.items(), key=lambda each: (not each[0][1], each[0]))
        )
        out.print(escape(f"No posts in: {'; '.join(kinds)}."), soft_wrap=True)
        if not texts and any(file.form == "image" for file in report.files):
            out.print("Images are kept only with a post that shows them: add the pages or the export.", soft_wrap=True)
    messages = _DRY_STATE_MESSAGES if dry_run else _STATE_MESSAGES
    for name, state in report.states.items():
        if state in messages:
            out.print(escape(f"{state}: {messages[state].format(name)}"), soft_wrap=True)
    if dry_run and (clean := list(report.states.values()).count("clean")):
        out.print(f"{_count(clean, 'file')} {'matches its' if clean == 1 else 'match their'} sources.")
    if masked := [part for record in report.entries for part in record.masked or ()]:
        out.print(
            f"Masked {_count(len(masked), 'personal detail')} in comments and mailouts. {_REVIEW}", soft_wrap=True
        )
    for line in _other_records(report.entries):
        out.print(escape(line), soft_wrap=True)
    for note in report.notes:
        out.print(escape(note), soft_wrap=True)
    if report.files or report.outcomes:
        out.print(_imported_line(report, dry_run))


def say_built(report: BuildReport, output: str) -> None:
    """Print what was built, in a few lines."""
    comments = sum(article["comments"] for article in report.articles)
    line = f"Built {_count(len(report.articles), 'page')} with {_count(comments, 'comment')} in {escape(output)}"
    out.print(f"{line} ({_count(report.files, 'file')}).")
    for copy in report.copies:
        out.print(f"{escape(copy['ref'])} is a duplicate of {escape(copy['shown_as'])}; it is shown once.")
    for line in _found_lines(report.found):
        out.print(line)
    if report.doubtful:
        are = "is" if report.doubtful == 1 else "are"
        out.print(f"{_count(report.doubtful, 'finding')} {are} doubtful: run `invoke review`.")
    if report.indexed is not None:
        out.print(f"Indexed {_count(report.indexed, 'page')} for search.")
    if report.kept:
        out.print(
            f"The folder that was in its place was not made by this archive; it is now {escape(str(report.kept))}."
        )
    for note in report.notes:
        out.print(escape(note))


def say_verified(found: Verification) -> None:
    """Print what was checked, what people changed, and what is not a fault."""
    for note in found.notes:
        out.print(escape(note), soft_wrap=True)
    if found.unhashed:
        whose = "its file" if found.unhashed == 1 else "their files"
        out.print(f"Not compared: {_count(found.unhashed, 'ledger entry')}; {whose} could not be read at import.")
    if found.edited or found.by_hand:
        out.print(f"By hand: {_count(found.edited, 'file')} edited, {_count(found.by_hand, 'post')} written.")
    sources = f"{_count(found.raw_files, 'raw file')} and {_count(found.members, 'document')} in containers"
    checked = f"{sources}, {_count(found.records, 'ledger entry')}, {_count(found.posts, 'post')}"
    out.print(f"Checked {checked}: {_count(len(found.problems), 'problem') if found.problems else 'no problems'}.")


def say_sources(found: SourceList, masked: bool) -> None:
    """Print what the archive was made from, what it holds of each year, and what is missing."""
    if found.forms:
        columns = ("Files", "Posts", "Comments", "Published", "Merged", "Left out", "Quarantined")
        rows = [[escape(each.form), *_numbers(*astuple(each)[1:])] for each in found.forms]
        out.print(_numbered("Form", (*columns, "Words in", "Kept", "Left out"), rows))
    _say_words(found.words)
    if found.years:
        rows = [[str(each.year or "undated"), *_numbers(*astuple(each)[1:])] for each in found.years]
        out.print(_numbered("Year", ("Posts", "Mailouts", "Pages", "Comments"), rows))
    for heading, lines in _missing(found):
        _say_list(heading, lines)
    out.print(_masked_line(len(found.masked), masked))
    for each in found.masked if masked else ():
        out.print(f"  {escape(f'{each.ref}: {each.detail}')}", soft_wrap=True)


def say(lines: Iterable[str]) -> None:
    """Print lines unchanged, tabs included, on standard output."""
    for line in lines:
        out.file.write(f"{line}\n")


def ask(question: str) -> str:
    """Return what the person at the keyboard answers; nothing if there is no keyboard."""
    try:
        return input(f"{question} ")
    except EOFError:
        return ""


def complain(lines: Iterable[str]) -> None:
    """Print problems, one plain line each, on standard error."""
    for line in lines:
        err.print(escape(line), soft_wrap=True)


def _found_lines(found: Mapping[str, int]) -> Iterator[str]:
    """Yield a line for each kind of repetition that was found."""
    if found["repeats"]:
        yield f"Collapsed {_count(found['repeats'], 'repeated passage')} ({found['repeated_words']:,} words)."
    if found["quotations"]:
        unknown = f" (direction unknown for {found['unknown']:,})" * bool(found["unknown"])
        linked = _count(found["quotations"], "quotation")
        yield f"Linked {linked} between {found['texts']:,} posts or mailouts{unknown}."
    if found["apart"]:
        yield f"Linked {_count(found['apart'], 'passage')} that appear twice in one post."
    if found["comments"]:
        yield f"Hid {_count(found['comments'], 'comment')} that had been posted twice in one thread."
    if found["boilerplate"]:
        yield f"Ignored {_count(found['boilerplate'], 'boilerplate passage')} such as sign-offs and forms."
    if found["reported"]:
        yield f"Left {_count(found['reported'], 'short repeated line')} in place."


def _table(files: Sequence[FileReport]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    table.add_column("Form", overflow="fold")
    for heading in ("Posts", "Comments (declared/found)", *_WORD_COLUMNS):
        table.add_column(heading, justify="right")
    for file in sorted(files, key=lambda file: file.share):
        table.add_row(*_row(file))
    return table


def _row(file: FileReport) -> list[str]:
    if file.problem:
        return [escape(file.source), "skipped", *[""] * (2 + len(_WORD_COLUMNS))]
    declared = "–" if file.declared_comments is None else str(file.declared_comments)
    furniture = sum(count for reason, count in file.words_left_out.items() if is_furniture(reason))
    left_out = sum(file.words_left_out.values()) - furniture
    return [
        escape(file.source),
        form_label(file.form),
        str(file.posts),
        f"{declared}/{file.found_comments}",
        *_word_cells(WordCounts("", file.words_in, file.words_kept, furniture, left_out, file.words_unplaced)),
    ]


_WORD_COLUMNS = ("Words in", "Published", "Furniture", "Left out", "Unplaced")


def _word_cells(counts: WordCounts) -> list[str]:
    """Return the cells of _WORD_COLUMNS; the share that is published is rounded down, so that 100 % means all."""
    share = f"{counts.published:,} ({100 * counts.published // counts.words_in} %)" if counts.words_in else "0"
    return [f"{counts.words_in:,}", share, *_numbers(counts.furniture, counts.left_out, counts.unplaced)]


def _numbered(first: str, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table whose first column holds words and all others numbers."""
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
    """Print what became of the words of each file, for those of which the least is published."""
    if not found:
        return
    table = _numbered(
        "File", _WORD_COLUMNS, [[escape(each.source), *_word_cells(each)] for each in found[:_FEW_MISSING]]
    )
    out.print(table)
    if (more := len(found) - _FEW_MISSING) > 0:
        out.print(f"  and {more:,} more, of which a larger share is published; `--report FILE` lists them all")


def _passage_lines(passages: Iterable[UnplacedPassage]) -> list[str]:
    return [
        f"{each.source}: {_count(each.words, 'word')}, {each.where} ({each.name}): {excerpt(each.text, _FEW_WORDS)}"
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


def _say_remarks(file: FileReport) -> None:
    for remark in file.remarks[:_FEW_REMARKS]:
        out.print(escape(f"{file.source} {remark}"), soft_wrap=True)
    if (more := len(file.remarks) - _FEW_REMARKS) > 0:
        out.print(escape(f"{file.source}: {_count(more, 'more remark')}; `--report FILE` lists them all"))


def _imported_line(report: ImportReport, dry_run: bool) -> str:
    published = Counter(record.kind for record in report.entries if record.outcome == "published")
    counts = [_count(published[kind], kind) for kind in (*KINDS, "comment") if published[kind]]
    skipped = sum(file.problem is not None for file in report.files)
    read = sum(file.form not in _NO_TEXTS for file in report.files)
    done = ", ".join(_outcome_phrase(outcome, count) for outcome, count in sorted(report.outcomes.items()))
    start = "Would import" if dry_run else "Imported"
    line = f"{start} {_listed(counts) or 'no posts'} from {_count(read, 'file')}: {done or 'nothing new'}."
    return line + (f" Skipped {_count(skipped, 'file')}." if skipped else "")


def _outcome_phrase(outcome: str, count: int) -> str:
    one, many = _OUTCOME_PHRASES.get(outcome, (f"{{}} {outcome}",) * 2)
    return (one if count == 1 else many).format(f"{count:,}")


def _masked_line(count: int, are_listed: bool) -> str:
    if not count:
        return "No personal details were masked."
    them = "it" if count == 1 else "them"
    verb = "was" if count == 1 else "were"
    return f"{_count(count, 'personal detail')} {verb} masked{f'; `--masked` lists {them}' * (not are_listed)}."


def _listed(parts: Sequence[str]) -> str:
    """Join parts as in "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _other_records(records: Iterable[LedgerEntry]) -> Iterator[str]:
    """Yield a sentence for each outcome of the posts and comments that are not published on their own."""
    others = [record for record in records if record.kind in (*KINDS, "comment") and record.outcome != "published"]
    if merged := sum(record.outcome == "merged" for record in others):
        yield f"Merged {_count(merged, 'duplicate record')}."
    for outcome, said in (("left-out", "Left out"), ("quarantined", "Quarantined (the ledger keeps their words)")):
        kinds = Counter((record.kind, record.reason) for record in others if record.outcome == outcome)
        if kinds:
            each = (
                f"{_count(count, kind)} ({_REASON_PHRASES.get(reason or '', reason)})"
                for (kind, reason), count in sorted(kinds.items(), key=str)
            )
            yield f"{said}: {', '.join(each)}."


def _without_posts(file: FileReport) -> tuple[str, bool]:
    """Return what a file without posts is, and whether that is a noun of which there can be several."""
    if file.remarks:
        return file.remarks[0].replace("it looks like", "what looks like"), False
    return form_label(file.form) + " file" * (file.form != "image"), True


def _files_of(count: int, what: str, is_noun: bool) -> str:
    if is_noun:
        return _count(count, what)
    return what if count == 1 else f"{what} ({count:,} files)"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else _plural(one)}"


def _plural(word: str) -> str:
    return f"{word.removesuffix('y')}ies" if word.endswith("ry") else f"{word}s"
