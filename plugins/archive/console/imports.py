"""Summarise an import: a table of its files, then what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.markup import escape
from rich.table import Table

from archive.console.screen import out
from archive.console.tables import WORD_COLUMNS, word_cells
from archive.console.wording import counted, listed
from archive.content.ledger import LedgerEntry
from archive.content.word_counts import WordCounts, is_furniture
from archive.form_labels import form_label
from archive.ingest.outcomes import DELETED
from archive.ingest.pipeline import ImportReport
from archive.ingest.readings import FileReport
from archive.model import KINDS

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
_REVIEW = "Review them with `invoke sources --masked`; list what may be shown in content/privacy.toml."


def say_imported(report: ImportReport, roots: Iterable[object], dry_run: bool) -> None:
    """Print the table of files, then what was done. `roots` are the files and folders that were to be imported."""
    if not report.files:
        out.print(escape(f"{listed([f'{root}/' for root in roots])} is empty: put your files there."), soft_wrap=True)
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
        out.print(f"{counted(clean, 'file')} {'matches its' if clean == 1 else 'match their'} sources.")
    if masked := [part for record in report.entries for part in record.masked or ()]:
        out.print(
            f"Masked {counted(len(masked), 'personal detail')} in comments and mailouts. {_REVIEW}", soft_wrap=True
        )
    for line in _other_records(report.entries):
        out.print(escape(line), soft_wrap=True)
    for note in report.notes:
        out.print(escape(note), soft_wrap=True)
    if report.files or report.outcomes:
        out.print(_imported_line(report, dry_run))


def _table(files: Sequence[FileReport]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    table.add_column("Form", overflow="fold")
    for heading in ("Posts", "Comments (declared/found)", *WORD_COLUMNS):
        table.add_column(heading, justify="right")
    for file in sorted(files, key=lambda file: file.share):
        table.add_row(*_row(file))
    return table


def _row(file: FileReport) -> list[str]:
    if file.problem:
        return [escape(file.source), "skipped", *[""] * (2 + len(WORD_COLUMNS))]
    declared = "–" if file.declared_comments is None else str(file.declared_comments)
    furniture = sum(count for reason, count in file.words_left_out.items() if is_furniture(reason))
    left_out = sum(file.words_left_out.values()) - furniture
    return [
        escape(file.source),
        form_label(file.form),
        str(file.posts),
        f"{declared}/{file.found_comments}",
        *word_cells(WordCounts("", file.words_in, file.words_kept, furniture, left_out, file.words_unplaced)),
    ]


def _say_remarks(file: FileReport) -> None:
    for remark in file.remarks[:_FEW_REMARKS]:
        out.print(escape(f"{file.source} {remark}"), soft_wrap=True)
    if (more := len(file.remarks) - _FEW_REMARKS) > 0:
        out.print(escape(f"{file.source}: {counted(more, 'more remark')}; `--report FILE` lists them all"))


def _imported_line(report: ImportReport, dry_run: bool) -> str:
    published = Counter(record.kind for record in report.entries if record.outcome == "published")
    counts = [counted(published[kind], kind) for kind in (*KINDS, "comment") if published[kind]]
    skipped = sum(file.problem is not None for file in report.files)
    read = sum(file.form not in _NO_TEXTS for file in report.files)
    done = ", ".join(_outcome_phrase(outcome, count) for outcome, count in sorted(report.outcomes.items()))
    start = "Would import" if dry_run else "Imported"
    line = f"{start} {listed(counts) or 'no posts'} from {counted(read, 'file')}: {done or 'nothing new'}."
    return line + (f" Skipped {counted(skipped, 'file')}." if skipped else "")


def _outcome_phrase(outcome: str, count: int) -> str:
    one, many = _OUTCOME_PHRASES.get(outcome, (f"{{}} {outcome}",) * 2)
    return (one if count == 1 else many).format(f"{count:,}")


def _other_records(records: Iterable[LedgerEntry]) -> Iterator[str]:
    """Yield a sentence for each outcome of the posts and comments that are not published on their own."""
    others = [record for record in records if record.kind in (*KINDS, "comment") and record.outcome != "published"]
    if merged := sum(record.outcome == "merged" for record in others):
        yield f"Merged {counted(merged, 'duplicate record')}."
    for outcome, said in (("left-out", "Left out"), ("quarantined", "Quarantined (the ledger keeps their words)")):
        kinds = Counter((record.kind, record.reason) for record in others if record.outcome == outcome)
        if kinds:
            each = (
                f"{counted(count, kind)} ({_REASON_PHRASES.get(reason or '', reason)})"
                for (kind, reason), count in sorted(kinds.items(), key=str)
            )
            yield f"{said}: {', '.join(each)}."


def _without_posts(file: FileReport) -> tuple[str, bool]:
    """Describe a file without posts, and say whether the description is a noun that has a plural."""
    if file.remarks:
        return file.remarks[0].replace("it looks like", "what looks like"), False
    return form_label(file.form) + " file" * (file.form != "image"), True


def _files_of(count: int, what: str, is_noun: bool) -> str:
    if is_noun:
        return counted(count, what)
    return what if count == 1 else f"{what} ({count:,} files)"
