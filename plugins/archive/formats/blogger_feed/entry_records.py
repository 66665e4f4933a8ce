"""Make post and comment records from the entries of a feed, and account for every word of them.

The module of each form decides an entry's kind, status and time zone. This module adds the text, author and labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from archive.blogger_ids import post_digits
from archive.formats.blogger_feed.entries import FeedEntry
from archive.formats.blogger_feed.times import parse_time
from archive.formats.blogger_feed.words import FeedText
from archive.formats.email.mailing_bars import remove_mailing_bars
from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedRecord, Remark
from archive.markup.from_html import html_to_markdown, raw_words
from archive.markup.marked_titles import marked_title
from archive.model import LeftOut
from archive.text import normalize

_REMOVED = re.compile(r"this (?:comment|post) has been removed by (?:the author|a blog administrator)\.?")
"""Blogger's English placeholder for a removed text. In other languages, only a property of the entry tells."""
_TRUNCATED = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")
"""The end of a truncated text."""
_TITLE_OF_A_COMMENT = "title of a comment, made of its first words"
_EMPTY = FeedText("")


class EntryRecords(NamedTuple):
    """The records made from one entry."""

    records: tuple[ParsedRecord, ...]
    added_words: int = 0
    """Number of words in the records that are not text of the entry: addresses of players and enclosures."""

    def with_remarks(self, remarks: list[Remark]) -> EntryRecords:
        return EntryRecords((*self.records, *remarks), self.added_words)


class _ConvertedBody(NamedTuple):
    markdown: str
    words: list[str]
    left_out: tuple[LeftOut, ...]
    added_words: int


def complete_post(post: ParsedPost, entry: FeedEntry) -> EntryRecords:
    """Add the text, author and labels of `entry` to `post`."""
    body = _body(entry, post.url, newlines_are_breaks=False)
    title = entry.title.words if entry.title else []
    markdown, bars = remove_mailing_bars(body.markdown)
    made = replace(
        post,
        body=markdown,
        raw=" ".join([*title, *body.words]),
        title=" ".join(title) or None,
        marked_title=marked_title(entry.title.html, " ".join(title)) if entry.title else None,
        author=entry.author,
        labels=entry.labels,
        left_out=(*body.left_out, *bars),
        partial=_is_partial(entry),
    )
    return EntryRecords((made,), body.added_words)


def complete_comment(comment: ParsedComment, entry: FeedEntry) -> EntryRecords:
    """Add the text and author of `entry` to `comment`."""
    url = comment.post.url if comment.post else None
    body = _body(entry, url, newlines_are_breaks=True)
    title = tuple(LeftOut(_TITLE_OF_A_COMMENT, " ".join(text.words)) for text in [entry.title] if text)
    made = replace(
        comment,
        body=body.markdown,
        raw=" ".join([*(left.text for left in title), *body.words]),
        author=entry.author,
        left_out=title + body.left_out,
        removed="blogger.contentRemoved" in entry.properties or _is_placeholder(entry),
    )
    return EntryRecords((made,), body.added_words)


def other_text(
    entry: FeedEntry, number: int, reason: str, *, quarantined: bool = True, kind: str = "rest"
) -> EntryRecords:
    """Return all words of an entry that is neither a post nor a comment."""
    texts = [text.words for text in (entry.title, entry.body) if text]
    words = [word for text in texts for word in text] + [left.text for left in entry.others]
    return EntryRecords((OtherText(" ".join(words), (number, number), reason, quarantined, kind),))


def blogger_tag(written: str) -> str | None:
    """Return `written` if it is Blogger's tag URI of a post, page or comment, otherwise None."""
    return written if post_digits(written) else None


def publication_time(
    entry: FeedEntry, number: int, names: tuple[str, ...] = ("published",)
) -> tuple[datetime | None, list[Remark]]:
    """Return the time in the first non-empty fact among `names`, and a remark if it isn't a valid time.

    The time keeps the offset it was written with.
    """
    written = next((entry.facts[name] for name in names if entry.facts.get(name)), "")
    moment = parse_time(written)
    if moment or not written:
        return moment, []
    return None, [Remark(f"record {number}: “{written[:40]}” is not a valid time, so it has no date")]


def to_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _body(entry: FeedEntry, base_url: str | None, newlines_are_breaks: bool) -> _ConvertedBody:
    text = entry.body or _EMPTY
    converted = html_to_markdown(text.html, base_url, newlines_are_breaks or not text.is_html)
    lines = list(_enclosure_lines(entry))
    added = [*converted.added, *(word for line in lines for word in raw_words(line))]
    return _ConvertedBody(
        "\n\n".join(
            part for part in (converted.markdown, *(html_to_markdown(line).markdown for line in lines)) if part
        ),
        [*text.words, *(left.text for left in entry.others), *added],
        converted.left_out + entry.others,
        sum(len(word.split()) for word in added),
    )


def _enclosure_lines(entry: FeedEntry) -> Iterator[str]:
    for what, address in entry.enclosures:
        shown = escape(address)
        yield f'<p>{what}: <a href="{shown}">{shown}</a></p>'


def _is_partial(entry: FeedEntry) -> bool:
    """Return True for a summary, and for an RSS description that ends with an ellipsis."""
    if entry.body_name != "description" or not entry.body:
        return entry.body_name == "summary"
    return bool(_TRUNCATED.search(" ".join(entry.body.words)))


def _is_placeholder(entry: FeedEntry) -> bool:
    text = entry.body
    words = " ".join(text.words) if text and len(text.source) < 400 else ""
    may_be = "removed" in words.lower() or not words.isascii()
    return may_be and bool(_REMOVED.fullmatch(normalize(words)))
