"""Make post records from the parts of a page.

The time comes from an attribute, and the day from that time in its own offset. A printed date heading gives the day
only if there is no such attribute, and only in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urljoin

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import PostBuilder
from archive.formats.blogger_page.comments import comment_count
from archive.formats.blogger_page.dates import parse_attribute_time, parse_printed_day
from archive.formats.records import ParsedPost
from archive.markup.from_html import html_to_markdown, raw_words
from archive.markup.html_words import image_descriptions, raw_lines
from archive.model import LeftOut
from archive.text import clean

_DIGITS = re.compile(r"[0-9]{1,25}")


@dataclass(frozen=True)
class PageFacts:
    """What the page says about all its posts."""

    address: str | None
    blog: str | None
    """Blogger's id of the blog (digits)."""
    one_post: bool
    """True for the page of a single post, which holds all of it."""


def build_post(builder: PostBuilder, page: PageFacts, remarks: list[str]) -> tuple[ParsedPost, int]:
    """Return the post, without comments and position, and the number of its words that are addresses of players.

    Appends to `remarks`.
    """
    url = _url(builder, page)
    title_html, body_html = "".join(builder.title or []), "".join(builder.body or [])
    descriptions = list(image_descriptions(title_html))
    title = " ".join(word for element, text in raw_lines(title_html) if not element for word in text.split())
    beside_title = " ".join([text for element, text in raw_lines(title_html) if element] + descriptions)
    converted = html_to_markdown(body_html, url or page.address)
    published, day = _published(builder, title or "untitled", remarks)
    if builder.cut:
        remarks.append(f"“{title or 'untitled'}”: the page is cut off in it; save the page again")
    post = ParsedPost(
        "page" if (at := parse_post_url(url or "")) and at.path.startswith("/p/") else "post",
        converted.markdown,
        " ".join([*raw_words(title_html), *raw_words(body_html), *converted.embedded]),
        (1, 1),
        title=clean(title) or None,
        day=day,
        author=(clean(builder.author.text).strip() or None) if builder.author else None,
        labels=tuple(dict.fromkeys(name for label in builder.labels if (name := clean(label.text).strip(" ,")))),
        declared_comments=comment_count(builder.comment_link.text) if builder.comment_link else None,
        left_out=(*([LeftOut("beside the title", beside_title)] if beside_title.split() else []), *converted.left_out),
        id=_id(builder, page),
        published=published,
        url=url,
        partial=builder.cut or (builder.teaser and not page.one_post),
    )
    return post, len(converted.embedded)


def _url(builder: PostBuilder, page: PageFacts) -> str | None:
    own = [joined for address in builder.addresses if (joined := _joined(page.address, address))]
    candidates = [page.address, *own] if page.one_post else own
    return next((address for address in candidates if address and parse_post_url(address)), None)


def _joined(base: str | None, address: str) -> str | None:
    try:
        return urljoin(base or "", address)
    except ValueError:  # such as "http://[here]"
        return None


def _id(builder: PostBuilder, page: PageFacts) -> str | None:
    blog, post = builder.blog or page.blog, builder.digits
    if blog and post and _DIGITS.fullmatch(blog) and _DIGITS.fullmatch(post):
        return f"tag:blogger.com,1999:blog-{blog}.post-{post}"
    return None


def _published(builder: PostBuilder, name: str, remarks: list[str]) -> tuple[datetime | None, date | None]:
    written = next((moment for text in builder.times if (moment := parse_attribute_time(text))), None)
    printed = builder.heading.text if builder.heading else ""
    day = parse_printed_day(printed)
    if builder.times and not written:
        remarks.append(f"“{name}”: “{clean(builder.times[0])}” is not a valid date; left out")
    if written and day and written.date() != day:
        remarks.append(
            f"“{name}”: the heading says {day.isoformat()}, the timestamp {written.date().isoformat()}; it is used"
        )
    if not written and printed and not day:
        remarks.append(f"“{name}”: the date “{clean(printed)}” cannot be read reliably; left without a date")
    if not written and not printed:
        remarks.append(f"“{name}”: the page does not say when it was published; left without a date")
    if not written:
        return None, day
    return written.astimezone(UTC) if written.tzinfo else None, written.date()
