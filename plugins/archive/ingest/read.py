"""One document: its posts and comments as copies on the shelf, the ledger's lines for every word of it, and what a
keeper should know.

The rule: words are counted on the document's own text, before anything is made of it; and a word that gets lost on the
way is a fault of this program, which is said and never passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from archive import formats
from archive.blogger_ids import canonical, post_tag
from archive.content.ledger import LedgerEntry
from archive.content.post_file import BLOG_ZONE
from archive.errors import ArchiveError, NotRecognised
from archive.formats.records import (
    LOCAL,
    OtherText,
    ParsedComment,
    ParsedPost,
    ParsedRecord,
    PostRef,
    Remark,
    WordCount,
    WordMismatch,
)
from archive.formats.word_accounts import Account, account_of_comment, account_of_other_text, account_of_post
from archive.ingest.copies import NO_PLACE, CopiedComment, Copy, CopyText, rank_of
from archive.ingest.identity import comment_ids, identities, lone_comment_id, slug_identity
from archive.ingest.images import FoundImage
from archive.markup.render import to_text
from archive.model import Comment, Post, Source
from archive.privacy.masking import Allowed, Finding, masked, masked_line, masked_name
from archive.progress import Progress
from archive.sources.document import Document
from archive.sources.facts import NO_FACTS, Facts
from archive.spool import Shelf
from archive.text import normalize

_LARGE = 2**20
"""Bytes of a document that takes so long that its own progress is worth showing."""
_SHOWN_WORDS = 5
"""Words that are named when some are lost."""


@dataclass(frozen=True)
class FileReport:
    """What one document held."""

    source: str
    sha256: str | None
    form: str
    posts: int = 0
    declared_comments: int | None = None
    found_comments: int = 0
    words_in: int = 0
    words_kept: int = 0
    """These and the next are known when all is settled."""
    words_left_out: dict[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    problem: str | None = None
    """Why the file was not read; None if it was."""


@dataclass(frozen=True)
class SourceReading:
    """All that came of one document."""

    file: FileReport
    copies: tuple[Copy, ...] = ()
    others: tuple[LedgerEntry, ...] = ()
    """The ledger's lines for what belongs to no post."""
    problems: tuple[str, ...] = ()
    images: tuple[FoundImage, ...] = ()
    """The image that the document is."""


def read_document(
    document: Document, facts: Facts, shelf: Shelf, allowed: Allowed, progress: Progress, inside: bool = False
) -> SourceReading:
    """Read one document, with what a person knows about it. One that cannot be read is a problem, not an error.

    `inside`: it lies in a container. Web archives and backups hold much that nobody expects to be read: there, what is
    not recognised is no problem, only said.
    """
    known = replace(document, address=facts.url or document.address)
    try:
        parsed = formats.read(known)
        reader = _Reader(known, parsed.form, facts, shelf, allowed)
        found = progress(parsed.records, f"Reading {document.name}") if document.size > _LARGE else parsed.records
        for each in found:
            reader.take(each)
    except NotRecognised as error:
        if not inside:
            return not_read(document.name, document.sha256, str(error))
        return set_aside(document.name, document.sha256, str(error).removeprefix(f"{document.name}: not read: "))
    except ArchiveError as error:
        return not_read(document.name, document.sha256, str(error))
    except Exception as error:  # whatever a document does to an importer, the others are still to be read
        why = f"{type(error).__name__} while reading it; a fault of this program, please report it"
        return not_read(document.name, document.sha256, f"{document.name}: not read: {why}")
    return reader.reading()


def not_read(name: str, sha256: str | None, problem: str) -> SourceReading:
    """What is said of a document that could not be read; `problem` begins with its name."""
    reason = problem.removeprefix(f"{name}: ")
    record = LedgerEntry(name, sha256, "none", None, name, "file", "left-out", reason)
    return SourceReading(FileReport(name, sha256, "none", problem=problem), (), (record,), (problem,))


def set_aside(name: str, sha256: str | None, reason: str) -> SourceReading:
    """What is said of a document that is known to hold no text of the blog, such as its template."""
    record = LedgerEntry(name, sha256, "none", None, name, "file", "left-out", reason)
    return SourceReading(FileReport(name, sha256, "none", remarks=(reason,)), (), (record,))


class _Reader:
    """Takes in what an importer finds, one by one."""

    def __init__(self, document: Document, form: str, facts: Facts, shelf: Shelf, allowed: Allowed) -> None:
        self._document, self._form, self._facts = document, form, facts
        self._shelf, self._allowed = shelf, allowed
        self._copies: list[Copy] = []
        self._others: list[LedgerEntry] = []
        self._remarks: list[str] = []
        self._wrong: dict[str, list[str]] = {"lost": [], "invented": [], "in no record or in two": []}
        self._only: ParsedPost | None = None
        self._posts = self._comments = 0
        self._declared: int | None = None
        self._in = 0
        self._counted: int | None = None
        self._loose: defaultdict[PostRef, list[int]] = defaultdict(list)

    def take(self, found: ParsedRecord) -> None:
        """Take in one thing that was found."""
        match found:
            case ParsedPost():
                self._take_post(found)
            case ParsedComment():
                comment = self._comment(found, lone_comment_id(found), found.in_reply_to)
                self._loose[found.post or PostRef()].append(self._shelf.put(comment))
            case OtherText():
                self._others.append(self._record_of_rest(found))
            case Remark():
                self._remarks.append(found.text)
            case WordCount():
                self._counted = found.words
            case WordMismatch():
                self._wrong["in no record or in two"] += found.words

    def reading(self) -> SourceReading:
        """All that was taken in."""
        if self._only:
            self._remarks += _contradictions(self._only, self._facts)
            self._finish(self._only, self._facts)
        elif self._posts > 1 and (self._facts.title or self._facts.date or self._facts.author):
            self._remarks.append("line 1: title, date and author in sources.toml are not used: it holds several posts")
        self._copies += [self._stub(post, numbers) for post, numbers in self._loose.items()]
        if not self._copies and not self._others:
            return set_aside(self._document.name, self._document.sha256, f"{self._form}: it holds no text")
        return SourceReading(self._file(), tuple(self._copies), tuple(self._others), tuple(self._problems()))

    def _take_post(self, found: ParsedPost) -> None:
        """The first post waits: what a person knows of the file is for the only one in it."""
        self._posts += 1
        if self._only:
            self._finish(self._only, NO_FACTS)
            self._only = None
        if self._posts == 1:
            self._only = found
        else:
            self._finish(found, NO_FACTS)

    def _finish(self, found: ParsedPost, facts: Facts) -> None:
        found = replace(found, known_as=self._named(found.known_as))
        post, known_by, certain = _post(found, self._source(found.lines), facts)
        findings: tuple[Finding, ...] = ()
        account = account_of_post(found)
        if found.kind == "mailout":
            post, findings = self._masked(post)
        ids = comment_ids(found.comments)
        comments = tuple(
            self._comment(comment, ids[at], ids[comment.parent] if comment.parent is not None else comment.in_reply_to)
            for at, comment in enumerate(found.comments)
        )
        record = replace(
            self._record(found.lines, post.kind, account, findings),
            title=post.title,
            date=post.day.isoformat() if post.day else None,
            declared_comments=found.declared_comments,
            found_comments=len(comments) if comments or found.declared_comments is not None else None,
            id=post.id,
            known_as=certain or None,
        )
        if found.declared_comments is not None:
            self._declared = (self._declared or 0) + found.declared_comments
        folded = normalize(to_text(post.body))
        self._copies.append(
            Copy(
                sources=post.sources,
                kind=post.kind,
                identities=known_by,
                certain=certain,
                blogger_id=post_tag(found.id) if found.id else None,
                rank=rank_of(self._form),
                words=len(folded.split()),
                partial=found.partial,
                status=found.status,
                day=post.day,
                title=post.title,
                address=post.permalink or None,
                host=_host(post.url),
                record=record,
                text=self._shelf.put(CopyText(post, folded, comments)),
            )
        )

    def _named(self, names: Sequence[str]) -> tuple[str, ...]:
        """`names` as they are known in the archive: one spelling of Blogger's, and local ones with their document."""
        sha256 = self._document.sha256
        return tuple(f"{name} of {sha256[:16]}" if name.startswith(LOCAL) else post_tag(name) for name in names)

    def _masked(self, mailout: Post) -> tuple[Post, tuple[Finding, ...]]:
        """A mailout without private details, and what was hidden."""
        body = masked(mailout.body, self._allowed)
        title, _ = masked_line(mailout.title or "", self._allowed)
        hidden = Counter((mailout.title or "").split()) - Counter(title.split())
        in_title = (Finding("private detail", hidden.total(), "", "its title", ""),) if hidden else ()
        return replace(mailout, title=title or None, body=body.markdown), (*in_title, *body.found)

    def _stub(self, ref: PostRef, numbers: Sequence[int]) -> Copy:
        """The post that loose comments stand under."""
        path, key = _address(ref.url)
        source = self._source(NO_PLACE)
        name = self._named((ref.id,)) if ref.id else ()
        tag = name[0] if name and not (ref.id or "").startswith(LOCAL) else None
        known_by = (*name, *identities("post", None, None, key))
        post = Post(known_by[0] if known_by else "", "post", path or "", "", url=ref.url, sources=(source,))
        post = replace(post, permalink_known=path is not None)
        return Copy(
            sources=(source,),
            kind="post",
            identities=known_by,
            certain=known_by,
            blogger_id=tag,
            rank=rank_of(self._form),
            words=0,
            address=path,
            is_stub=True,
            text=self._shelf.put(CopyText(post, "", ())),
            loose=tuple(numbers),
        )

    def _comment(self, found: ParsedComment, comment_id: str, parent: str | None) -> CopiedComment:
        self._comments += 1
        body = masked(found.body, self._allowed)
        record = self._record(found.lines, "comment", account_of_comment(found), body.found)
        comment = Comment(
            comment_id,
            body.markdown,
            parent,
            masked_name(found.author) if found.author else None,
            found.published,
            found.removed,
        )
        record = replace(record, date=_instant(found.published))
        return CopiedComment(comment, not found.id, normalize(to_text(comment.body)), found.status, record)

    def _source(self, lines: tuple[int, int]) -> Source:
        facts = self._facts
        return Source(
            self._document.name, self._document.sha256, self._form, lines, facts.url, facts.licence, facts.notes
        )

    def _record_of_rest(self, rest: OtherText) -> LedgerEntry:
        record = self._record(rest.lines, rest.kind, account_of_other_text(rest))
        outcome = "quarantined" if rest.quarantined else "left-out"
        text = masked_line(rest.raw, self._allowed)[0] if rest.quarantined else None
        return replace(record, outcome=outcome, reason=rest.reason, text=text)

    def _record(
        self, lines: tuple[int, int], kind: str, account: Account, findings: Sequence[Finding] = ()
    ) -> LedgerEntry:
        hidden: Counter[str] = Counter()
        for finding in findings:
            hidden[f"{finding.kind}, masked"] += finding.words
        left_out = dict(sorted((Counter(dict(account.left_out)) + hidden).items()))
        kept = account.words_kept - hidden.total()
        self._wrong["lost"] += account.lost
        self._wrong["invented"] += account.invented
        self._in += account.words_in
        return LedgerEntry(
            source=self._document.name,
            sha256=self._document.sha256,
            form=self._form,
            lines=lines,
            ref=f"{self._document.name}:{lines[0]}",
            kind=kind,
            outcome="published",
            words_in=account.words_in,
            words_kept=kept,
            words_left_out=left_out or None,
            masked=tuple(f"{each.kind} {each.hint} after “{each.before}”" for each in findings) or None,
        )

    def _file(self) -> FileReport:
        return FileReport(
            source=self._document.name,
            sha256=self._document.sha256,
            form=self._form,
            posts=self._posts,
            declared_comments=self._declared,
            found_comments=self._comments,
            words_in=self._in,
            remarks=tuple(self._remarks),
        )

    def _problems(self) -> Iterator[str]:
        """Words lost or invented: a fault of this program."""
        for what, words in self._wrong.items():
            if words:
                few = " ".join(words[:_SHOWN_WORDS])
                yield f"{self._document.name}: {len(words)} words {what} ({few} …): {_FAULT}"
        if self._counted is not None and self._counted != self._in:
            yield f"{self._document.name}: it has {self._counted} words, its records {self._in}: {_FAULT}"


_FAULT = "a fault of the importer, please report it"


def _address(url: str | None) -> tuple[str | None, str | None]:
    """(path, key) of an address: its path if it is that of a post or page of Blogger's; what makes it the same address,
    which is that path, or host and path if it is none of Blogger's."""
    found = canonical(url) if url else None
    if found:
        return found.path, found.path
    try:
        parts = urlsplit(url or "")
    except ValueError:  # such as "http://[here]"
        return None, None
    host = (parts.hostname or "").removeprefix("www.")
    return None, f"{host}{parts.path.rstrip('/')}" if host and parts.path.strip("/") else None


def _host(url: str | None) -> str | None:
    found = canonical(url) if url else None
    return found.host or None if found else None


def _post(found: ParsedPost, source: Source, facts: Facts) -> tuple[Post, tuple[str, ...], tuple[str, ...]]:
    """The post of one record, with what a person knows about it; the names it can be known by; the certain ones."""
    title, url = found.title or facts.title, found.url or facts.url
    day = found.day or (found.published.astimezone(BLOG_ZONE).date() if found.published else facts.date)
    path, key = _address(url) if found.kind != "mailout" else (None, None)
    unnamed = not ((day and title) or found.id)
    words = (normalize(to_text(found.body)) or _words_of_comments(found)) if unnamed else None
    tag = (post_tag(found.id),) if found.id else ()
    own = identities(found.kind, day, title, key, words)
    certain = (*tag, *found.known_as, *identities(found.kind, None, None, key))
    slug = slug_identity(day, title, path) if found.kind == "post" else ()
    known_by = tuple(dict.fromkeys((*tag, *own, *found.known_as, *slug)))
    post = Post(
        id=post_tag(found.id, "page" if found.kind == "page" else "post") if found.id else known_by[0],
        kind=found.kind,
        permalink=path or "",
        permalink_known=path is not None,
        body=found.body,
        title=title,
        day=day,
        published=found.published,
        partial=found.partial,
        url=url,
        author=masked_name(found.author) if found.author else facts.author,
        labels=tuple(label.replace(";", ",") for label in found.labels),
        sources=(source,),
        declared_comments=found.declared_comments,
    )
    return post, known_by, certain


def _words_of_comments(found: ParsedPost) -> str:
    return normalize(" ".join(to_text(comment.body) for comment in found.comments))


def _contradictions(post: ParsedPost, facts: Facts) -> list[str]:
    """What sources.toml says and the source contradicts."""
    pairs: tuple[tuple[str, str | date | None, str | date | None], ...] = (
        ("the title", facts.title, post.title),
        ("the date", facts.date, post.day),
        ("the author", facts.author, post.author),
    )
    return [
        f"line {post.lines[0]}: sources.toml says {what} “{said}”, the text “{read}”; the text stands"
        for what, said, read in pairs
        if said and read and said != read
    ]


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
