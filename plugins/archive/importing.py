"""Import: raw files in, Markdown files and a ledger out.

The rule: running it twice changes nothing, and any order of the same files gives the same folder. Each file is read for
itself; one that cannot be read is reported and stops no other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive import importers
from archive.accounts import (
    Account,
    account_of_comment,
    account_of_post,
    account_of_rest,
    unread_words,
    words_without_letters,
)
from archive.errors import BrokenSettings, UnreadableSource
from archive.filing import Copy, file_copies, settled
from archive.identity import post_id, with_ids
from archive.ledger import Record, in_order, read_ledger, write_ledger
from archive.model import Post, Source
from archive.raw_files import RawFile, SourcePath, decoded, read_raw
from archive.records import FoundPost, Reading, Rest
from archive.source_facts import NOTHING, Facts, read_facts
from archive.text import clean

Track = Callable[[Sequence[SourcePath]], Iterable[SourcePath]]


@dataclass(frozen=True)
class FileReport:
    """What one raw file held."""

    source: str
    sha256: str | None
    form: str
    posts: int = 0
    declared_comments: int | None = None
    found_comments: int = 0
    words_in: int = 0
    words_kept: int = 0
    words_left_out: dict[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    problem: str | None = None
    """Why the file was not read; None if it was."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done."""

    files: tuple[FileReport, ...]
    records: tuple[Record, ...]
    outcomes: Mapping[str, int]
    """Of content_folder.OUTCOMES, how many posts."""
    conflicts: tuple[str, ...]
    """Files edited by hand, left as they are."""
    problems: tuple[str, ...]
    """One plain line for everything that went wrong."""


@dataclass
class _Run:
    """What has been gathered so far."""

    files: list[FileReport] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def import_sources(sources: Sequence[SourcePath], content: Path, dry_run: bool, track: Track) -> ImportReport:
    """Import `sources` into the folder `content`; with `dry_run` only say what would change.

    `track` shows progress over the sources while they are read. Raises ArchiveError if the ledger cannot be read or
    a file cannot be written.
    """
    before = read_ledger(content)
    run = _Run()
    facts = _facts_by_folder(sources, run)
    for source in track(sources):
        _read_source(source, facts[source.path.parent].get(source.path.name, NOTHING), run)
    imported = {report.source for report in run.files}
    elsewhere = [record for record in before if record.source not in imported]
    placements = file_copies(run.copies, content, before, elsewhere, dry_run)
    records = settled([*elsewhere, *run.records], run.copies, placements)
    if not dry_run:
        write_ledger(content, records)
    return ImportReport(
        files=tuple(sorted(run.files, key=lambda report: report.source)),
        records=tuple(record for record in in_order(records) if record.source in imported),
        outcomes=Counter(placement.saved.outcome for placement in placements),
        conflicts=tuple(sorted(name for placement in placements for name in placement.saved.conflicts)),
        problems=tuple(run.problems),
    )


def _facts_by_folder(sources: Sequence[SourcePath], run: _Run) -> dict[Path, Mapping[str, Facts]]:
    names: defaultdict[Path, set[str]] = defaultdict(set)
    for source in sources:
        names[source.path.parent].add(source.path.name)
    facts: dict[Path, Mapping[str, Facts]] = {}
    for folder in sorted(names):
        try:
            facts[folder] = read_facts(folder)
        except BrokenSettings as error:
            facts[folder] = {}
            run.problems += str(error).split("\n")
        there = names[folder] | {path.name for path in folder.iterdir()}
        run.problems += [
            f"sources.toml: there is no file “{name}” beside it; the files are {', '.join(sorted(names[folder])[:8])}"
            for name in sorted(facts[folder].keys() - there)
        ]
    return facts


def _read_source(source: SourcePath, facts: Facts, run: _Run) -> None:
    raw: RawFile | None = None
    try:
        raw = read_raw(source)
        text, odd = decoded(raw)
    except UnreadableSource as error:
        sha256 = raw.sha256 if raw else None
        run.problems.append(str(error))
        run.files.append(FileReport(source.name, sha256, "none", problem=str(error)))
        reason = str(error).removeprefix(f"{source.name}: ")
        run.records.append(Record(source.name, sha256, "none", None, source.name, "file", "left-out", reason))
        return
    reading = importers.read(clean(text), one_post=facts.post_path is not None)
    copies = [_copy(raw, reading, found, facts) for found in reading.posts]
    others = [_record_of_rest(raw, reading, rest) for rest in reading.rest]
    others += _record_of_controls(raw, reading, text)
    records = [*others, *(record for copy in copies for record in (copy.record, *copy.comments))]
    run.copies += copies
    run.records += others
    run.files.append(_file_report(raw, reading, records, [*odd, *reading.remarks, *_unused_facts(reading, facts)]))
    run.problems += _word_problems(raw, reading, text)


def _copy(raw: RawFile, reading: Reading, found: FoundPost, facts: Facts) -> Copy:
    """One record of a post: what it says, and the ledger's lines for it and its comments."""
    post = _post(raw, reading, found, facts)
    own = replace(
        _record(raw, reading, found.lines, post.kind, account_of_post(found)),
        title=post.title,
        date=post.day.isoformat() if post.day else None,
        declared_comments=found.declared_comments,
        found_comments=len(found.comments) if found.comments or found.declared_comments is not None else None,
        id=post.id,
    )
    comments = [
        replace(
            _record(raw, reading, as_found.lines, "comment", account_of_comment(as_found)),
            ref=comment.id,
            parent=comment.parent,
        )
        for comment, as_found in zip(post.comments, found.comments, strict=True)
    ]
    return Copy(post, own, tuple(comments))


def _post(raw: RawFile, reading: Reading, found: FoundPost, facts: Facts) -> Post:
    """The post of one record, with what a person knows about the file where it is the only one in it."""
    known = facts if len(reading.posts) == 1 else NOTHING
    title, day = found.title or known.title, found.day or known.date
    path = known.post_path if found.kind == "post" else None
    same = post_id(found.kind, day, title, path, found.body)
    source = Source(raw.name, raw.sha256, reading.form, found.lines, facts.url, facts.licence, facts.notes)
    return Post(
        id=same,
        kind=found.kind,
        permalink=path or "",
        permalink_known=path is not None,
        body=found.body,
        title=title,
        day=day,
        url=known.url,
        author=found.author or known.author,
        labels=found.labels,
        sources=(source,),
        declared_comments=found.declared_comments,
        comments=with_ids(found.comments, same),
    )


def _unused_facts(reading: Reading, facts: Facts) -> list[str]:
    """What sources.toml says and the text contradicts or cannot take."""
    if len(reading.posts) > 1 and (facts.title or facts.date or facts.author):
        return ["line 1: title, date and author in sources.toml are not used: the file holds several posts"]
    return [
        f"line {post.lines[0]}: sources.toml says {what} “{said}”, the text “{read}”; the text stands"
        for post in reading.posts[:1]
        for what, said, read in (("the title", facts.title, post.title), ("the date", facts.date, post.day))
        if said and read and said != read
    ]


def _record_of_rest(raw: RawFile, reading: Reading, rest: Rest) -> Record:
    record = _record(raw, reading, rest.lines, "rest", account_of_rest(rest))
    outcome = "quarantined" if rest.quarantined else "left-out"
    return replace(record, outcome=outcome, reason=rest.reason, text=rest.raw if rest.quarantined else None)


def _record_of_controls(raw: RawFile, reading: Reading, text: str) -> list[Record]:
    count = words_without_letters(text)
    if not count:
        return []
    account = Account(count, 0, (("control characters", count),))
    record = _record(raw, reading, (1, text.count("\n") + 1), "rest", account)
    return [replace(record, outcome="left-out", reason="control characters")]


def _record(raw: RawFile, reading: Reading, lines: tuple[int, int], kind: str, account: Account) -> Record:
    return Record(
        source=raw.name,
        sha256=raw.sha256,
        form=reading.form,
        lines=lines,
        ref=f"{raw.name}:{lines[0]}",
        kind=kind,
        outcome="published",
        words_in=account.words_in,
        words_kept=account.words_kept,
        words_left_out=dict(account.left_out),
    )


def _file_report(raw: RawFile, reading: Reading, records: Sequence[Record], remarks: Sequence[str]) -> FileReport:
    left_out: Counter[str] = Counter()
    for record in records:
        left_out.update(record.words_left_out or {})
    declared = [post.declared_comments for post in reading.posts if post.declared_comments is not None]
    return FileReport(
        source=raw.name,
        sha256=raw.sha256,
        form=reading.form,
        posts=len(reading.posts),
        declared_comments=sum(declared) if declared else None,
        found_comments=sum(len(post.comments) for post in reading.posts),
        words_in=sum(record.words_in for record in records),
        words_kept=sum(record.words_kept for record in records),
        words_left_out=dict(sorted(left_out.items())),
        remarks=tuple(remarks),
    )


def _word_problems(raw: RawFile, reading: Reading, text: str) -> list[str]:
    """Words lost or invented: a fault of this program, and never passed over."""
    accounts = [account_of_post(post) for post in reading.posts]
    accounts += [account_of_comment(comment) for post in reading.posts for comment in post.comments]
    wrong = {
        "lost": [word for account in accounts for word in account.lost],
        "invented": [word for account in accounts for word in account.invented],
        "in no record": unread_words(text, reading),
    }
    return [
        f"{raw.name}: {len(words)} words {what} ({' '.join(words[:5])} …): a fault of the importer, please report it"
        for what, words in wrong.items()
        if words
    ]
