"""Say which words and characters of a post and its comments were changed or left out, according to the ledger.

The rule: a page says that no word was changed or left out only if the ledger has an account of all of it, and there is
nothing to list here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from archive.content.ledger import LedgerEntry
from archive.content.reasons import GONE, REMOVED, SOMEWHERE, is_placed, where_found
from archive.model import FURNITURE, Post
from archive.text import CONTROL, GUESSED_BYTE, GUESSED_LINE, NOT_TEXT, STRUCK_END, STRUCK_START, UNREADABLE, WINDOWS

_ONLY_IN_ANOTHER = "only in this copy"
_MASKED = ", masked"
_FURNITURE = f"{FURNITURE}: "
_MASKED_NAME = re.compile(r"\[[\w -]+ removed\]")

_CHANGES = {
    "separator": "Replaced {n} separator line{s} with {a}rule{s}",
    "bullet": "Turned {n} bullet{s} into {a}list item{s}",
    "number of a list item": "Turned {n} typed number{s} into {a}numbered list item{s}",
    "comments heading": "Rewrote the heading above the comments",
    "comment number": "Left out {n} comment number{s}",
    "comment control": "Left out {n} word{s} of the links below comments (“Reply”, “Delete”, “Replies”)",
    FURNITURE: "Left out {n} word{s} of the page around the text",
    "image description": "Left out {n} word{s} describing images, along with the images",
    "byline": "Left out {n} word{s} of the line with author, time or labels; we keep the author and labels separately",
    "control characters": "Left out {n} run{s} of control characters",
    "style": "Left out {n} word{s} of a style sheet",
    "script": "Left out {n} word{s} of a script",
    "page title": "Left out {n} word{s} of the title of the web page",
    "embedded player": "Left out {n} word{s} of an embedded player",
    "title of a comment, made of its first words": "Left out {n} word{s} of titles that repeat how a comment begins",
    "other copy of the text": "Left out {n} word{s} of another copy of the text in the same e-mail",
    "only in the plain copy": "Left out {n} word{s} that only the plain copy in the e-mail has",
    "only in the HTML copy": "Left out {n} word{s} that only the HTML copy in the e-mail has",
    "outside the parts of the mail": "Left out {n} word{s} of the e-mail that mail programs do not show",
    "unsubscribe and footer": "Left out {n} word{s} of the footer of the mailing",
    "merge tag": "Left out {n} word{s} of codes that a mailing program fills in",
    "link to the web copy": "Left out {n} word{s} of the link to the web copy",
    "covering mail": "Left out {n} word{s} of the e-mail that forwarded it",
    "header of the forwarded mail": "Left out {n} word{s} of the header of the forwarded e-mail",
}
"""Sentences for the reasons why an importer leaves words out."""
_CHARACTERS = {
    CONTROL: "Left out {n} control character{s}",
    WINDOWS: "Read {n} control character{s} as the sign{s} that Windows programs mean by {them}",
    GUESSED_LINE: "Read {n} line{s} that {are} not UTF-8 as Windows-1252, which is a guess",
    GUESSED_BYTE: "Read {n} byte{s} that {are} invalid in the encoding of the source as Windows-1252, which is a guess",
    UNREADABLE: "Showed {n} control character{s} that cannot be read as “�”",
    NOT_TEXT: "Left out {n} character{s} that no text can have",
}
"""Sentences for the kinds of characters that `archive.text.clean` changes, and for lines in an unknown encoding."""


def changes(post: Post, records: Sequence[LedgerEntry]) -> tuple[str, ...]:
    """Return a sentence for each kind of change that `records`, the post's ledger entries, tell of."""
    return tuple(
        f"{sentence}."
        for sentence in (
            *_words_left_out(records),
            *_characters(records),
            *_struck(post),
            *_masked(post, records),
            *_words_of_other_copies(records),
            *_placed(records),
            *_removed(records),
            *_gone(records),
        )
    )


def is_accounted_for(records: Iterable[LedgerEntry]) -> bool:
    """Return True if the ledger says what became of all words of a post, as one of its entries is in its file."""
    return any(record.written and record.outcome == "published" for record in records)


def _words_left_out(records: Iterable[LedgerEntry]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for record in records:
        if record.outcome == "published":
            counts.update(record.words_left_out or {})
    for reason, count in sorted(counts.items()):
        if not reason.endswith(_MASKED):
            yield _counted(_CHANGES.get(reason) or _other_reason(reason), count)


def _other_reason(reason: str) -> str:
    if reason.startswith(_FURNITURE):
        return f"Left out {{n}} word{{s}} of the page around the text ({reason.removeprefix(_FURNITURE)})"
    return "Left out {n} word{s}: " + reason.replace("{", "{{").replace("}", "}}")


def _characters(records: Iterable[LedgerEntry]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for record in records:
        if record.outcome == "published":
            counts.update(record.characters or {})
    for kind, count in sorted(counts.items()):
        where = ", perhaps elsewhere in the file" if kind.endswith(SOMEWHERE) else ""
        yield _counted(_CHARACTERS[kind.removesuffix(SOMEWHERE)], count) + where


def _struck(post: Post) -> Iterator[str]:
    if post.title and STRUCK_START in post.title:
        yield f"Wrote “{STRUCK_START.strip()} …{STRUCK_END}” where words of the title are struck out"


def _masked(post: Post, records: Iterable[LedgerEntry]) -> Iterator[str]:
    details = sum(len(record.masked or ()) for record in records if record.outcome == "published")
    if details:
        yield _counted("Masked {n} personal detail{s}, such as an e-mail address or a telephone number", details)
    authors = (post.author, *(comment.author for comment in post.comments))
    names = sum(bool(_MASKED_NAME.search(author or "")) for author in authors)
    if names:
        yield _counted("Masked personal details in {n} name{s}", names)


def _words_of_other_copies(records: Iterable[LedgerEntry]) -> Iterator[str]:
    counts = ((record.words_left_out or {}).get(_ONLY_IN_ANOTHER, 0) for record in records)
    if words := sum(counts):
        yield _counted("Left out {n} word{s} that only another copy has", words)


def _placed(records: Iterable[LedgerEntry]) -> Iterator[str]:
    for record in filter(is_placed, records):
        words = _counted("A keeper of this archive placed {n} word{s} here", record.words_kept)
        yield f"{words}, which {record.source} has in another place: {where_found(record)}"


def _removed(records: Iterable[LedgerEntry]) -> Iterator[str]:
    removed = {record.ref for record in records if record.reason == REMOVED}
    if removed:
        yield _counted("Left out the words of {n} comment{s} that {were} removed from the blog", len(removed))


def _gone(records: Iterable[LedgerEntry]) -> Iterator[str]:
    gone = [record.kind == "comment" for record in records if record.reason == GONE]
    if not all(gone):
        yield "The newest version of the source no longer has this. We show what an earlier version had"
    elif gone:
        yield _counted("The newest version of the source no longer has {n} of the comments", len(gone))


def _counted(sentence: str, count: int) -> str:
    is_one = count == 1
    return sentence.format(
        n=f"{count:,}",
        s="" if is_one else "s",
        a="a " if is_one else "",
        them="it" if is_one else "them",
        were="was" if is_one else "were",
        are="is" if is_one else "are",
    )
