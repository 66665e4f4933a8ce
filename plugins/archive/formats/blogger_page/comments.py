"""Comments of a page, from what was gathered of them.

The rule: times come from attributes, threads from lists and scripts; what the page does not say is None. A removed
comment keeps its place, and so do the answers to it.

Which comment answers which, read from the tags of a page alone.

The rule: a reply stands in a list (`<ol id="c<digits>-ra">`) within the comment it answers. Only lists are counted, and
without a parser: with a `<div>` left open, as on some rewritten pages, parsers put the next comment into the one before
(forms.md 3.1), and every comment would be a reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape

from archive.formats.blogger_page.builders import CommentBuilder, SectionBuilder
from archive.formats.blogger_page.dates import shown_comment, written_instant
from archive.formats.blogger_page.script_comments import ScriptComment
from archive.formats.records import ParsedComment
from archive.markup.from_html import raw_words, to_markdown
from archive.markup.html_words import Piece, pieces
from archive.text import clean

_SAID = re.compile(
    r"\s*\b(?:said|says|hat gesagt|sagte|a dit|dijo|disse|ha detto|zei|sa|sagde|sanoi|napisał\(a\)|napisał)"
    r"\s*(?:\.{2,}|…|:)?$"
)
"""How Blogger's older themes end the line above a comment, in the languages of the larger blogs."""
_AT = re.compile(r"At [0-9]{1,2}:[0-9]{2}(?: [AP]M)?, ")
"""What the oldest themes put before the name."""
_REMOVED = re.compile(
    r"This (?:comment|post) has been (?:removed|deleted)(?: by (?:the|a) (?:author|blog administrator))?\."
    r"|Comment deleted"
)
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d{3})*")
_NONE = re.compile(
    r"(?:no|keine?|aucun|ning[uú]n|sin|nenhum|sem|nessun|geen|brak|inga|ingen|ei) (?:comm?|kom|reac|opmerk)\S*:?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Comments:
    """Those of one section."""

    found: tuple[ParsedComment, ...]
    """Their `lines` count them from 1."""
    declared: int | None
    remarks: tuple[str, ...]
    added: int
    """Words that the text of the page does not have: those that only its script has, and addresses of players."""


def declared_number(text: str) -> int | None:
    """How many comments a heading or link says there are: 12 of "12 comments:", 0 of "No comments:", in any language
    that has the number; None if it has none."""
    if found := _NUMBER.search(text):
        return int(re.sub(r"\D", "", found[0])[:9])
    return 0 if _NONE.fullmatch(text) else None


def section_comments(
    section: SectionBuilder,
    threads: dict[str, str | None] | None,
    items: dict[str, ScriptComment],
    base_url: str | None,
) -> Comments:
    """The comments of `section`, with `threads` as the page's lists have them and `items` as its script has them."""
    remarks: list[str] = []
    drafts = _once(section.comments)
    found = [
        _comment(draft, f"comment {draft.id or number}", base_url, remarks) for number, draft in enumerate(drafts, 1)
    ]
    added = sum(len(comment.raw.split()) for comment in found) - sum(map(_words, drafts))
    found = [_threaded(comment, threads or {}) for comment in found]
    there = {comment.id for comment in found}
    found = [_completed(comment, items[comment.id], remarks) if comment.id in items else comment for comment in found]
    missing = [_from_list(item, base_url) for item in items.values() if item.id not in there]
    found += missing
    if missing:
        remarks.append(f"comments: {len(missing)} are in the page's script only; they were read from there")
    declared = _declared(section)
    remarks += _differences(
        section, found, declared, threads is not None or any(item.parent for item in items.values())
    )
    numbered = [replace(comment, lines=(number, number)) for number, comment in enumerate(found, 1)]
    added += sum(len(comment.raw.split()) for comment in missing)
    return Comments(tuple(numbered), declared, tuple(remarks), added)


def _once(drafts: list[CommentBuilder]) -> list[CommentBuilder]:
    """`drafts` without anchors of comments whose text stands at another."""
    with_text = {draft.id for draft in drafts if draft.body is not None}
    return [draft for draft in drafts if not draft.cut and (draft.body is not None or draft.id not in with_text)]


def _words(draft: CommentBuilder) -> int:
    return len(raw_words("".join(draft.body or [])))


def _comment(draft: CommentBuilder, place: str, base_url: str | None, remarks: list[str]) -> ParsedComment:
    html = "".join(draft.body or [])
    converted = to_markdown(html, base_url)
    if draft.body is None:
        remarks.append(f"{place}: it has no text on this page")
    return ParsedComment(
        converted.markdown,
        " ".join([*raw_words(html), *converted.embedded]),
        (1, 1),
        left_out=converted.left_out,
        id=draft.id,
        author=_author(draft, place, remarks),
        published=_published(draft, place, remarks),
        removed=draft.removed or bool(_REMOVED.fullmatch(" ".join(raw_words(html)))),
    )


def _author(draft: CommentBuilder, place: str, remarks: list[str]) -> str | None:
    printed = draft.author
    if not printed:
        return None
    text = clean(printed.text)
    if not draft.said:
        return text.strip() or None
    name = clean(printed.link) or _SAID.sub("", _AT.sub("", text))
    if name == text and text.endswith(("...", "…")):  # "said…" in a language that is not known here
        remarks.append(f"{place}: who wrote it cannot be told in “{text}”; without a name")
        return None
    return name.strip() or None


def _published(draft: CommentBuilder, place: str, remarks: list[str]) -> datetime | None:
    own = [address for address in draft.links if address.partition("#")[2] in ("", f"c{draft.id}")]
    shown = next((moment for address in own if (moment := shown_comment(address))), None)
    written = (moment for text in draft.times if (moment := written_instant(text)) and moment.tzinfo)
    moment = shown or next(written, None)
    if not moment:
        remarks.append(f"{place}: the page does not say when it was published; without a date")
    return moment.astimezone(UTC) if moment else None


def _threaded(comment: ParsedComment, threads: dict[str, str | None]) -> ParsedComment:
    return replace(comment, in_reply_to=threads.get(comment.id)) if comment.id else comment


def _completed(comment: ParsedComment, item: ScriptComment, remarks: list[str]) -> ParsedComment:
    """`comment` with what only the script says of it."""
    for what, here, there in (
        ("who it answers", comment.in_reply_to, item.parent),
        ("who wrote it", comment.author, item.author),
        ("when it was published", comment.published, item.published),
    ):
        if here and there and here != there:
            remarks.append(f"comment {comment.id}: the page and its script differ in {what}; kept as the page has it")
    return replace(
        comment,
        in_reply_to=comment.in_reply_to or item.parent,
        author=comment.author or item.author,
        published=comment.published or item.published,
        removed=comment.removed or item.removed,
    )


def _from_list(item: ScriptComment, base_url: str | None) -> ParsedComment:
    html = clean(item.body)
    converted = to_markdown(html, base_url, newlines_are_breaks=True)
    return ParsedComment(
        converted.markdown,
        " ".join([*raw_words(html), *converted.embedded]),
        (1, 1),
        left_out=converted.left_out,
        id=item.id,
        in_reply_to=item.parent,
        author=clean(item.author).strip() or None if item.author else None,
        published=item.published,
        removed=item.removed or bool(_REMOVED.fullmatch(" ".join(raw_words(html)))),
    )


def _declared(section: SectionBuilder) -> int | None:
    number = declared_number(section.heading.text) if section.heading else None
    return declared_number(section.declared) if number is None and section.declared else number


def _differences(
    section: SectionBuilder, found: list[ParsedComment], declared: int | None, threaded: bool
) -> Iterator[str]:
    if section.incomplete:
        yield "comments: the page offers to load more; it is incomplete"
    if declared is not None and declared > len(found):
        yield f"comments: the page says {declared} and shows {len(found)}; it is incomplete"
    elif declared is not None and declared < len(found):
        yield f"comments: the page says {declared} and shows {len(found)}"
    if found and not threaded:
        yield "comments: threading unknown; the page does not say who answers whom"
    ids = {comment.id for comment in found}
    for comment in found:
        if comment.in_reply_to and comment.in_reply_to not in ids:
            yield f"comment {comment.id}: it answers comment {comment.in_reply_to}, which is not on this page"


_ID = re.compile(r"""\sid\s*=\s*["']?\s*([^\s"'>]+)""", re.IGNORECASE)
_COMMENT = re.compile(r"c(\d+)", re.ASCII)
_REPLIES = re.compile(r"c(\d+)-ra", re.ASCII)


def answered(html: str) -> dict[str, str | None] | None:
    """For each comment of a threaded page, by its digits, the digits of the one it answers, None at top level; None
    if the comments are in no lists, so that nothing says who answers whom."""
    found: dict[str, str | None] = {}
    lists: list[str | None] = []
    latest: str | None = None
    for piece in pieces(html):
        if piece.kind != "tag":
            continue
        if piece.name == "ol" and piece.is_closing:
            del lists[-1:]
        elif piece.name == "ol":
            lists.append(_owner(piece, latest if lists else None))
        elif piece.name == "li" and lists and (comment := _COMMENT.fullmatch(_id(piece))):
            latest = comment[1]
            found.setdefault(latest, lists[-1] if lists[-1] != latest else None)
    return found or None


def _owner(piece: Piece, latest: str | None) -> str | None:
    """Whose replies a list holds: its id says it, else they are those of the comment it stands in."""
    written = _id(piece)
    replies = _REPLIES.fullmatch(written)
    return replies[1] if replies else None if written == "top-ra" else latest


def _id(piece: Piece) -> str:
    found = _ID.search(piece.source)
    return unescape(found[1]) if found else ""
