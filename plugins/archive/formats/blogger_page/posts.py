"""Posts of a page, from what was gathered of them.

The rule: an instant comes from an attribute and the day from that same instant in its own zone; a printed date heading
says the day only where there is no instant, and only in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urljoin

from archive.blogger_ids import canonical
from archive.formats.blogger_page.builders import PostBuilder
from archive.formats.blogger_page.comments import declared_number
from archive.formats.blogger_page.dates import printed_day, written_instant
from archive.formats.records import ParsedPost
from archive.markup.from_html import raw_words, to_markdown
from archive.markup.html_words import image_descriptions, raw_lines
from archive.model import LeftOut
from archive.text import clean

_DIGITS = re.compile(r"[0-9]{1,25}")


@dataclass(frozen=True)
class PageFacts:
    """What the page says of all its posts."""

    address: str | None
    blog: str | None
    """Blogger's digits of the blog."""
    one_post: bool
    """Whether it is the page of a post, which has all of it."""


def build_post(draft: PostBuilder, around: PageFacts, remarks: list[str]) -> tuple[ParsedPost, int]:
    """The post, without its comments and its place, and how many words it has that are addresses of players; what a
    keeper should know goes to `remarks`."""
    url = _url(draft, around)
    title_html, body_html = "".join(draft.title or []), "".join(draft.body or [])
    descriptions = list(image_descriptions(title_html))
    title = " ".join(word for element, text in raw_lines(title_html) if not element for word in text.split())
    beside_title = " ".join([text for element, text in raw_lines(title_html) if element] + descriptions)
    converted = to_markdown(body_html, url or around.address)
    published, day = _published(draft, title or "untitled", remarks)
    if draft.cut:
        remarks.append(f"“{title or 'untitled'}”: the page ends within it; save the page again")
    post = ParsedPost(
        "page" if (at := canonical(url or "")) and at.path.startswith("/p/") else "post",
        converted.markdown,
        " ".join([*raw_words(title_html), *raw_words(body_html), *converted.embedded]),
        (1, 1),
        title=clean(title) or None,
        day=day,
        author=(clean(draft.author.text).strip() or None) if draft.author else None,
        labels=tuple(dict.fromkeys(name for label in draft.labels if (name := clean(label.text).strip(" ,")))),
        declared_comments=declared_number(draft.comment_link.text) if draft.comment_link else None,
        left_out=(*([LeftOut("beside the title", beside_title)] if beside_title.split() else []), *converted.left_out),
        id=_id(draft, around),
        published=published,
        url=url,
        partial=draft.cut or (draft.teaser and not around.one_post),
    )
    return post, len(converted.embedded)


def _url(draft: PostBuilder, around: PageFacts) -> str | None:
    own = [joined for address in draft.addresses if (joined := _joined(around.address, address))]
    candidates = [around.address, *own] if around.one_post else own
    return next((address for address in candidates if address and canonical(address)), None)


def _joined(base: str | None, address: str) -> str | None:
    try:
        return urljoin(base or "", address)
    except ValueError:  # such as "http://[here]"
        return None


def _id(draft: PostBuilder, around: PageFacts) -> str | None:
    blog, post = draft.blog or around.blog, draft.digits
    if blog and post and _DIGITS.fullmatch(blog) and _DIGITS.fullmatch(post):
        return f"tag:blogger.com,1999:blog-{blog}.post-{post}"
    return None


def _published(draft: PostBuilder, name: str, remarks: list[str]) -> tuple[datetime | None, date | None]:
    written = next((moment for text in draft.times if (moment := written_instant(text))), None)
    printed = draft.heading.text if draft.heading else ""
    day = printed_day(printed)
    if draft.times and not written:
        remarks.append(f"“{name}”: “{clean(draft.times[0])}” is no date; left out")
    if written and day and written.date() != day:
        remarks.append(
            f"“{name}”: the heading says {day.isoformat()}, its time stamp {written.date().isoformat()}; that holds"
        )
    if not written and printed and not day:
        remarks.append(f"“{name}”: the date “{clean(printed)}” cannot be read for certain; without a day")
    if not written and not printed:
        remarks.append(f"“{name}”: the page does not say when it was published; without a day")
    if not written:
        return None, day
    return written.astimezone(UTC) if written.tzinfo else None, written.date()
