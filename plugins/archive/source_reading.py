"""One raw file: its posts, the ledger's lines for every word of it, and what a keeper should know.

The rule: words are counted on the file's own text, before anything is made of it; and a word that gets lost on the
way is a fault of this program, which is said and never passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive import importers
from archive.accounts import (
    Account,
    account_of_comment,
    account_of_post,
    account_of_rest,
    unread_words,
    words_without_letters,
)
from archive.errors import UnreadableSource
from archive.identity import identities, with_ids
from archive.ledger import Record
from archive.model import Post, Source
from archive.raw_files import RawFile, SourcePath, decoded, read_raw
from archive.records import FoundPost, Reading, Rest
from archive.rendering import to_text
from archive.source_facts import NOTHING, Facts
from archive.text import clean, fold


@dataclass(frozen=True)
class Copy:
    """One record of a post in one source: what it says, and the ledger's lines for it."""

    post: Post
    """Without a permalink unless the original one is known; its only source is this one."""
    identities: tuple[str, ...]
    """The ids it can be known by; the first is the post's own."""
    record: Record
    comments: tuple[Record, ...]
    """In the order of the post's comments."""


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
class SourceReading:
    """All that came of one raw file."""

    file: FileReport
    copies: tuple[Copy, ...] = ()
    others: tuple[Record, ...] = ()
    """The ledger's lines for what belongs to no post."""
    problems: tuple[str, ...] = ()


def read_source(source: SourcePath, facts: Facts) -> SourceReading:
    """Read one raw file, with what a person knows about it. One that cannot be read is a problem, not an error."""
    raw: RawFile | None = None
    try:
        raw = read_raw(source)
        text, odd = decoded(raw)
    except UnreadableSource as error:
        return not_read(source.name, raw.sha256 if raw else None, str(error))
    reading = importers.read(clean(text), one_post=facts.post_path is not None)
    accounts: list[Account] = []
    copies = tuple(_copy(raw, reading, found, facts, accounts) for found in reading.posts)
    others = [_record_of_rest(raw, reading, rest) for rest in reading.rest]
    others += _record_of_controls(raw, reading, text)
    records = [*others, *(record for copy in copies for record in (copy.record, *copy.comments))]
    remarks = (*odd, *reading.remarks, *_unused_facts(reading, facts))
    problems = _word_problems(raw.name, accounts, unread_words(text, reading))
    return SourceReading(_file_report(raw, reading, records, remarks), copies, tuple(others), tuple(problems))


def not_read(name: str, sha256: str | None, problem: str) -> SourceReading:
    """What is said of a file that could not be read; `problem` begins with its name."""
    reason = problem.removeprefix(f"{name}: ")
    record = Record(name, sha256, "none", None, name, "file", "left-out", reason)
    return SourceReading(FileReport(name, sha256, "none", problem=problem), (), (record,), (problem,))


def _copy(raw: RawFile, reading: Reading, found: FoundPost, facts: Facts, accounts: list[Account]) -> Copy:
    """One record of a post; the accounts of its words and its comments' are added to `accounts`."""
    post, known_by = _post(raw, reading, found, facts)
    own_account = account_of_post(found)
    own = replace(
        _record(raw, reading, found.lines, post.kind, own_account),
        title=post.title,
        date=post.day.isoformat() if post.day else None,
        declared_comments=found.declared_comments,
        found_comments=len(found.comments) if found.comments or found.declared_comments is not None else None,
        id=post.id,
    )
    its_accounts = [account_of_comment(comment) for comment in found.comments]
    comments = tuple(
        _record(raw, reading, comment.lines, "comment", account)
        for comment, account in zip(found.comments, its_accounts, strict=True)
    )
    accounts += [own_account, *its_accounts]
    return Copy(post, known_by, own, comments)


def _post(raw: RawFile, reading: Reading, found: FoundPost, facts: Facts) -> tuple[Post, tuple[str, ...]]:
    """The post of one record, with what a person knows about the file where it is the only one in it; and its ids."""
    known = facts if len(reading.posts) == 1 else NOTHING
    title, day = found.title or known.title, found.day or known.date
    path = known.post_path if found.kind == "post" else None
    known_by = identities(found.kind, day, title, path, None if day and title else _words(found))
    source = Source(raw.name, raw.sha256, reading.form, found.lines, facts.url, facts.licence, facts.notes)
    post = Post(
        id=known_by[0],
        kind=found.kind,
        permalink=path or "",
        permalink_known=path is not None,
        body=found.body,
        title=title,
        day=day,
        url=known.url,
        author=found.author or known.author,
        labels=tuple(label.replace(";", ",") for label in found.labels),
        sources=(source,),
        declared_comments=found.declared_comments,
        comments=with_ids(found.comments),
    )
    return post, known_by


def _words(found: FoundPost) -> str:
    """The post's words, folded; its comments' words if it has none of its own."""
    return fold(to_text(found.body)) or fold(" ".join(to_text(comment.body) for comment in found.comments))


def _unused_facts(reading: Reading, facts: Facts) -> list[str]:
    """What sources.toml says and the text contradicts or cannot take."""
    if len(reading.posts) > 1 and (facts.title or facts.date or facts.author or facts.post_path):
        return ["line 1: title, date, author and address in sources.toml are not used: the file holds several posts"]
    return [
        f"line {post.lines[0]}: sources.toml says {what} “{said}”, the text “{read}”; the text stands"
        for post in reading.posts[:1]
        for what, said, read in (
            ("the title", facts.title, post.title),
            ("the date", facts.date, post.day),
            ("the author", facts.author, post.author),
        )
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


def _word_problems(name: str, accounts: Sequence[Account], unread: Sequence[str]) -> list[str]:
    """Words lost or invented: a fault of this program."""
    wrong = {
        "lost": [word for account in accounts for word in account.lost],
        "invented": [word for account in accounts for word in account.invented],
        "in no record": unread,
    }
    return [
        f"{name}: {len(words)} words {what} ({' '.join(words[:5])} …): a fault of the importer, please report it"
        for what, words in wrong.items()
        if words
    ]
