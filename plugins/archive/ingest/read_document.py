"""Read one document: its posts and comments as copies, ledger entries for every word in it, and remarks for a keeper.

Words are counted in the document's own text before anything is made of it. A word that gets lost on the way is a fault
of this program, and is always reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit

from archive import formats
from archive.address_evidence import host_of, is_list_url
from archive.blogger_ids import normalize_tag_uri, parse_post_url
from archive.content.addresses import is_valid_permalink
from archive.content.ledger import UNPLACED, LedgerEntry, passage_name
from archive.content.post_file import BLOG_ZONE
from archive.errors import ArchiveError, NotRecognised
from archive.formats.damaged_text import Damage, find_damage
from archive.formats.records import (
    LOCAL,
    ChangedCharacters,
    OtherText,
    ParsedComment,
    ParsedPost,
    ParsedRecord,
    PostRef,
    Problem,
    Remark,
    WordCount,
    WordMismatch,
)
from archive.formats.word_accounts import Account, account_of_comment, account_of_other_text, account_of_post
from archive.ingest.broken_off import with_broken_off
from archive.ingest.by_address import address_of, own_address, with_day_by_address, with_kind_by_address
from archive.ingest.character_counts import with_character_counts
from archive.ingest.copies import CopiedComment, Copy, rank_of
from archive.ingest.fitting import fit_comment, fit_post
from archive.ingest.identity import comment_ids, lone_comment_id, match_keys, numbered_id, opening_of, slug_key
from archive.ingest.reading_steps import FollowedDocument, RecordsInSteps
from archive.ingest.readings import DocumentReading, FileReport, not_read, set_aside
from archive.ingest.settle import MASKED
from archive.markup.render import to_text
from archive.model import FURNITURE, NO_LINES, Comment, Post, Source
from archive.privacy.masking import Allowlist, MaskFinding, mask_line, mask_markdown, mask_name
from archive.progress import Progress
from archive.sources.document import Document
from archive.sources.facts import NO_FACTS, Facts
from archive.text import normalize, one_line

_SHOWN_WORDS = 5
"""Lost words that a problem names."""


def read_document(
    document: Document, facts: Facts, allowed: Allowlist, progress: Progress, in_container: bool = False
) -> DocumentReading:
    """Read one document, given what a person knows about it. A document that cannot be read is reported, never raised.

    Web archives and backups contain many files that nobody expects to be read, so a document `in_container` that is not
    recognised is only noted, without advice, and is not a problem.
    """
    is_described = bool(facts.url or facts.title or facts.date)
    followed = FollowedDocument(replace(document, address=facts.url or document.address, is_described=is_described))
    try:
        parsed = formats.read(followed.document)
        reader = _DocumentReader(followed.document, parsed.form, facts, allowed)
        steps = RecordsInSteps(parsed.records, followed)
        for records in progress(steps, f"Reading {document.name} (MB)") if len(steps) > 1 else steps:
            for record in records:
                reader.take(record)
    except NotRecognised as error:
        if not in_container:
            return not_read(document.name, document.sha256, str(error))
        looks = str(error).removeprefix(f"{document.name}: skipped: ").partition(";")[0]
        return set_aside(document.name, document.sha256, looks)
    except ArchiveError as error:
        return not_read(document.name, document.sha256, str(error))
    except Exception as error:  # whatever one document does to its parser, the others still have to be read
        why = f"{type(error).__name__} while reading it; a fault of this program, please report it"
        return not_read(document.name, document.sha256, f"{document.name}: skipped: {why}")
    return reader.reading()


class _DocumentReader:
    """Collects what a format's parser finds in one document."""

    def __init__(self, document: Document, form: str, facts: Facts, allowed: Allowlist) -> None:
        self._document, self._form, self._facts, self._allowed = document, form, facts, allowed
        self._copies: list[Copy] = []
        self._other_entries: list[LedgerEntry] = []
        self._remarks: list[str] = []
        self._unread: list[str] = []
        self._miscounted: dict[str, list[str]] = {"lost": [], "invented": [], "in no record or in two": []}
        self._only: ParsedPost | None = None
        self._posts = self._comments = 0
        self._declared_comments: int | None = None
        self._words_in = 0
        self._counted: int | None = None
        self._changed: list[ChangedCharacters] = []
        self._damaged: dict[str, tuple[str, Damage]] = {}
        """By kind of damage: the first text that has it, and all of it."""
        self._lone_ids: Counter[str] = Counter()
        self._loose_comments: defaultdict[PostRef, list[CopiedComment]] = defaultdict(list)

    def take(self, found: ParsedRecord) -> None:
        """Take what the parser found next."""
        match found:
            case ParsedPost():
                self._take_post(fit_post(found, self._remarks.append))
            case ParsedComment():
                self._take_comment(fit_comment(found, self._remarks.append))
            case OtherText():
                self._other_entries.append(self._entry_of_other_text(found))
            case Remark():
                self._remarks.append(found.text)
            case Problem():
                self._unread.append(f"{self._document.name}: {found.text}")
            case ChangedCharacters():
                self._changed.append(found)
            case WordCount():
                self._counted = found.words
            case WordMismatch():
                self._miscounted["in no record or in two"] += found.words

    def reading(self) -> DocumentReading:
        """Return everything that was taken."""
        if self._only:
            self._remarks += _contradictions(self._only, self._facts)
            self._add_copy(self._with_day(self._only), self._facts)
        elif self._posts > 1 and (self._facts.title or self._facts.date or self._facts.author):
            self._remarks.append(
                "line 1: title, date and author in sources.toml are ignored, because the file has several posts"
            )
        self._remarks += (damage.sentence(where) for where, damage in self._damaged.values())
        self._copies += [self._stub(post, comments) for post, comments in self._loose_comments.items()]
        if not self._copies and not self._other_entries:
            return set_aside(self._document.name, self._document.sha256, f"{self._form}: it holds no text")
        copies = with_broken_off(self._copies, self._form)
        copies = with_character_counts(copies, self._changed)
        problems = (*self._unread, *self._problems())
        return DocumentReading(self._report(), tuple(copies), tuple(self._entries_outside()), problems)

    def _entries_outside(self) -> Iterator[LedgerEntry]:
        """Yield the entries of other text; a page has one for all its furniture, with the words of each kind."""
        furniture = [entry for entry in self._other_entries if _is_page(self._form) and entry.kind == "furniture"]
        yield from (entry for entry in self._other_entries if not furniture or entry.kind != "furniture")
        if furniture:
            words = sum((Counter(entry.words_left_out) for entry in furniture), Counter[str]())
            joined = replace(furniture[0], reason=FURNITURE, words_in=words.total())
            yield replace(joined, words_left_out=dict(sorted(words.items())) or None)

    def _with_day(self, only: ParsedPost) -> ParsedPost:
        address = only.url or address_of(self._document)
        return only if self._facts.date else with_day_by_address(only, address)

    def _take_post(self, found: ParsedPost) -> None:
        """Hold the first post back: what a person knows about the file applies to a post only if there is just one."""
        self._posts += 1
        if self._only:
            self._add_copy(self._only, NO_FACTS)
            self._only = None
        if self._posts == 1:
            self._only = found
        else:
            self._add_copy(found, NO_FACTS)

    def _take_comment(self, found: ParsedComment) -> None:
        comment_id = lone_comment_id(found)
        if not found.id:
            self._lone_ids[comment_id] += 1
            comment_id = numbered_id(comment_id, self._lone_ids[comment_id])
        comment = self._comment(found, comment_id, found.in_reply_to)
        self._loose_comments[found.post or PostRef()].append(comment)

    def _add_copy(self, found: ParsedPost, facts: Facts) -> None:
        address = found.url or address_of(self._document)
        found = with_kind_by_address(replace(found, known_as=self._global_names(found.known_as)), address)
        post, keys, strong_keys = _post(found, self._source(found.lines), facts)
        self._remarks += _unusable_address(post, found.lines[0])
        account = account_of_post(found)
        post, findings = self._masked(post) if post.kind == "mailout" else (post, ())
        self._note_damage(f"“{post.title}”" if post.title else f"line {found.lines[0]}", post.body)
        comments = self._comments_of(found)
        entry = replace(
            self._entry(found.lines, post.kind, account, findings),
            title=post.title,
            date=post.day.isoformat() if post.day else None,
            declared_comments=found.declared_comments,
            found_comments=len(comments) if comments or found.declared_comments is not None else None,
            id=post.id,
            known_as=strong_keys or None,
        )
        if found.declared_comments is not None:
            self._declared_comments = (self._declared_comments or 0) + found.declared_comments
        normalized = normalize(to_text(post.body))
        copy = Copy(
            post=post,
            normalized=normalized,
            comments=comments,
            match_keys=keys,
            strong_keys=strong_keys,
            blogger_id=normalize_tag_uri(found.id) if found.id else None,
            rank=rank_of(self._form),
            is_teaser=found.partial,
            status=found.status,
            host=host_of(address) or None,
            entry=replace(entry, opening=opening_of(normalized)),
        )
        self._copies.append(copy)

    def _global_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return `names` with one spelling of Blogger's ids, and names local to the document made unique."""
        sha256 = self._document.sha256
        return tuple(
            f"{name} of {sha256[:16]}" if name.startswith(LOCAL) else normalize_tag_uri(name) for name in names
        )

    def _masked(self, mailout: Post) -> tuple[Post, tuple[MaskFinding, ...]]:
        """Mask personal details in a mailout; return it and what was masked."""
        body = mask_markdown(mailout.body, self._allowed)
        title, _ = mask_line(mailout.title or "", self._allowed)
        hidden = Counter((mailout.title or "").split()) - Counter(title.split())
        in_title = (MaskFinding("private detail", hidden.total(), "", "its title", ""),) if hidden else ()
        return replace(mailout, title=title or None, body=body.markdown), (*in_title, *body.found)

    def _stub(self, ref: PostRef, comments: Sequence[CopiedComment]) -> Copy:
        """Return a copy that has only comments of its post."""
        path, address = _address(ref.url)
        name = self._global_names((ref.id,)) if ref.id else ()
        keys = (*name, *match_keys("post", None, None, address))
        post = Post(
            id=keys[0] if keys else "",
            kind="post",
            permalink=path or "",
            body="",
            permalink_known=path is not None,
            url=ref.url,
            sources=(self._source(NO_LINES),),
        )
        return Copy(
            post=post,
            normalized="",
            comments=tuple(comments),
            match_keys=keys,
            strong_keys=keys,
            blogger_id=name[0] if name and not (ref.id or "").startswith(LOCAL) else None,
            rank=rank_of(self._form),
            host=host_of(ref.url) or None,
            is_stub=True,
        )

    def _comments_of(self, found: ParsedPost) -> tuple[CopiedComment, ...]:
        ids = comment_ids(found.comments)
        return tuple(
            self._comment(comment, ids[at], ids[comment.parent] if comment.parent is not None else comment.in_reply_to)
            for at, comment in enumerate(found.comments)
        )

    def _comment(self, found: ParsedComment, comment_id: str, parent: str | None) -> CopiedComment:
        self._comments += 1
        body = mask_markdown(found.body, self._allowed)
        self._note_damage(f"the comment of line {found.lines[0]}", body.markdown)
        entry = self._entry(found.lines, "comment", account_of_comment(found), body.found, _instant(found.published))
        comment = Comment(
            comment_id,
            body.markdown,
            parent,
            mask_name(found.author) if found.author else None,
            found.published,
            found.removed,
        )
        return CopiedComment(comment, not found.id, found.status, entry)

    def _note_damage(self, where: str, body: str) -> None:
        for damage in find_damage(to_text(body)):
            first, before = self._damaged.get(damage.what, (where, None))
            self._damaged[damage.what] = (first, before.joined(damage) if before else damage)

    def _source(self, lines: tuple[int, int]) -> Source:
        facts = self._facts
        return Source(
            self._document.name, self._document.sha256, self._form, lines, facts.url, facts.licence, facts.notes
        )

    def _entry_of_other_text(self, rest: OtherText) -> LedgerEntry:
        entry = self._entry(rest.lines, rest.kind, account_of_other_text(rest))
        if not rest.quarantined:
            return replace(entry, outcome="left-out", reason=rest.reason)
        entry = replace(entry, outcome="quarantined", reason=rest.reason)
        return self._unplaced(entry, rest.raw) if rest.raw.split() else entry

    def _unplaced(self, entry: LedgerEntry, words: str) -> LedgerEntry:
        text, _ = mask_line(words, self._allowed)
        masked = (Counter(words.split()) - Counter(text.split())).total()
        left_out = Counter({entry.reason or "": entry.words_in - masked, MASKED: masked})
        return replace(
            entry, kind=UNPLACED, text=text, id=passage_name(words), words_left_out=dict(sorted((+left_out).items()))
        )

    def _entry(
        self,
        lines: tuple[int, int],
        kind: str,
        account: Account,
        findings: Sequence[MaskFinding] = (),
        moment: str | None = None,
    ) -> LedgerEntry:
        masked_words: Counter[str] = Counter()
        for finding in findings:
            masked_words[f"{finding.kind}, masked"] += finding.words
        left_out = dict(account.left_out)
        if masked_words:
            left_out = dict(sorted((Counter(left_out) + masked_words).items()))
        self._miscounted["lost"] += account.lost
        self._miscounted["invented"] += account.invented
        self._words_in += account.words_in
        return LedgerEntry(
            source=self._document.name,
            sha256=self._document.sha256,
            form=self._form,
            lines=lines,
            ref=f"{self._document.name}:{lines[0]}",
            kind=kind,
            outcome="published",
            date=moment,
            words_in=account.words_in,
            words_kept=account.words_kept - masked_words.total(),
            words_left_out=left_out or None,
            masked=tuple(f"{each.kind} {each.hint} after “{each.before}”" for each in findings) or None,
        )

    def _report(self) -> FileReport:
        return FileReport(
            source=self._document.name,
            sha256=self._document.sha256,
            form=self._form,
            posts=self._posts,
            declared_comments=self._declared_comments,
            found_comments=self._comments,
            words_in=self._words_in,
            remarks=tuple(map(one_line, self._remarks)),
        )

    def _problems(self) -> Iterator[str]:
        """Yield a line for words that were lost or invented, which is a fault of this program."""
        for what, words in self._miscounted.items():
            if words:
                few = " ".join(words[:_SHOWN_WORDS])
                yield f"{self._document.name}: {len(words)} words {what} ({few} …): {_FAULT}"
        if self._counted is not None and self._counted != self._words_in:
            yield f"{self._document.name}: it has {self._counted} words, its records {self._words_in}: {_FAULT}"


_FAULT = "a fault of the importer, please report it"


def _is_page(form: str) -> bool:
    return form.startswith("html:")


def _address(url: str | None) -> tuple[str | None, str | None]:
    """Return (path, key) of an address.

    The path is None unless it is that of a post or page on Blogger, and a page here can have it. The key is the same
    for all forms of one address: that path, or host and path of another site. The address of a list has no key, because
    its texts change.
    """
    found = parse_post_url(url) if url else None
    if found:
        return (found.path if is_valid_permalink(found.path) else None), found.path
    if is_list_url(url or ""):
        return None, None
    try:
        parts = urlsplit(url or "")
    except ValueError:  # such as "http://[here]"
        return None, None
    host = (parts.hostname or "").removeprefix("www.")
    return None, f"{host}{parts.path.rstrip('/')}" if host and parts.path.strip("/") else None


def _post(found: ParsedPost, source: Source, facts: Facts) -> tuple[Post, tuple[str, ...], tuple[str, ...]]:
    """Return the post of one record, completed with `facts`; its match keys; and its strong keys."""
    title, url = found.marked_title or found.title or facts.title, own_address(found.url or facts.url)
    day = found.day or (found.published.astimezone(BLOG_ZONE).date() if found.published else facts.date)
    path, address = _address(url) if found.kind != "mailout" else (None, None)
    has_no_name = not ((day and title) or found.id)
    words = (normalize(to_text(found.body)) or _words_of_comments(found)) if has_no_name else None
    tag = (normalize_tag_uri(found.id),) if found.id else ()
    strong_keys = (*tag, *found.known_as, *match_keys(found.kind, None, None, address))
    slug = slug_key(day, title, path) if found.kind == "post" else ()
    own = match_keys(found.kind, day, title, address, words)
    keys = tuple(dict.fromkeys((*tag, *own, *found.known_as, *slug)))
    post = Post(
        id=normalize_tag_uri(found.id, "page" if found.kind == "page" else "post") if found.id else keys[0],
        kind=found.kind,
        permalink=path or "",
        permalink_known=path is not None,
        body=found.body,
        title=title,
        day=day,
        published=found.published,
        partial=found.partial or found.breaks_off,
        url=url,
        author=mask_name(found.author) if found.author else facts.author,
        labels=tuple(label.replace(";", ",") for label in found.labels),
        sources=(source,),
        declared_comments=found.declared_comments,
    )
    return post, keys, strong_keys


def _unusable_address(post: Post, number: int) -> list[str]:
    """Return a remark if the post has an address on the blog that no page of this site can have."""
    if post.permalink_known or post.kind == "mailout" or not parse_post_url(post.url or ""):
        return []
    return [f"record {number}: no page here can have its address {post.url}; it gets another"]


def _words_of_comments(found: ParsedPost) -> str:
    return normalize(" ".join(to_text(comment.body) for comment in found.comments))


def _contradictions(post: ParsedPost, facts: Facts) -> list[str]:
    """Return a remark for each fact in sources.toml that the source contradicts."""
    pairs: tuple[tuple[str, str | date | None, str | date | None], ...] = (
        ("title", facts.title, post.title),
        ("date", facts.date, post.day),
        ("author", facts.author, post.author),
    )
    return [
        f"line {post.lines[0]}: sources.toml has the {what} “{known}”, but the text has “{found}”, which is used"
        for what, known, found in pairs
        if known and found and known != found
    ]


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
