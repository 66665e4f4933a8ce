"""The keys by which two records are recognised as the same post or comment, and the ids made for those that have none.

Two records are the same post if they have the same Blogger id; the same address; the same kind, day and title
(normalized); or the same day and the slug that Blogger makes of that title, which survives a changed title. Text
without a day or title, and without an id or address, matches only text with exactly the same words. A number in a title
is part of it, so "Latest From Napo 199" and "Latest From Napo 200" never match.

A made id is the first of these keys. It is stored with the post, so that it survives a better title or date.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from archive import slugs
from archive.content.post_file import MADE_ID
from archive.formats.records import ParsedComment
from archive.markup.render import to_text
from archive.text import letters_only, normalize, title_words

_OPENING = 32
"""Letters. Posts that begin with the same ones are compared; eight words are seldom shorter."""
_OPENING_SPAN = 400
"""Characters in which these letters are looked for."""


def match_keys(
    kind: str, day: date | None, title: str | None, address: str | None, words: str | None = None
) -> tuple[str, ...]:
    """Return the keys by which a post can be recognised; the first is the feed id of a post that has none.

    `address` is its original path if known, or host and path for a page of another site. `words` is its normalized
    text, or None if the text is not to be compared.
    """
    keys = [f"{kind}\n{day}\n{normalize(title_words(title))}"] if day and title else []
    keys += [f"{kind}\n{address}"] if address else []
    if words is not None and not (day and title):
        keys.append(f"{kind}\n{day or ''}\n{normalize(title_words(title or ''))}\n{words}")
    return tuple(MADE_ID + _shortened_hash(key, 16) for key in keys)


def slug_key(day: date | None, title: str | None, address: str | None) -> tuple[str, ...]:
    """Return the key made of a post's day and slug, taken from its original path `address` or else from its title."""
    if not day or not (address or title):
        return ()
    slug = address.rpartition("/")[2].removesuffix(".html") if address else slugs.predict(title or "", day)
    return (f"slug {day} {slug}",) if slug != slugs.UNTITLED else ()


def predicted_paths(kind: str, day: date | None, title: str | None) -> tuple[str, ...]:
    """Return the paths that Blogger may have given a post of that day and title; none if one is unknown.

    The second one is for a title that another post of the month has too.
    """
    slug = slugs.predict(title, day) if kind == "post" and day and title else slugs.UNTITLED
    if not day or slug == slugs.UNTITLED:
        return ()
    variants = (slug, slugs.make_unique(slug, day, lambda other: other == slug))
    return tuple(f"/{day.year:04}/{day.month:02}/{variant}.html" for variant in variants)


def opening_of(normalized: str) -> str | None:
    """Return a hash of the first letters of a text, which other copies of it share; None for a very short text."""
    letters = letters_only(normalized[:_OPENING_SPAN]).replace(" ", "")[:_OPENING]
    return _shortened_hash(letters, 16) if len(letters) == _OPENING else None


def likeness_keys(addresses: Iterable[str], opening: str | None) -> tuple[str, ...]:
    """Return the keys of posts to be compared with one at `addresses`, stated or predicted, and with that opening.

    Unlike the match keys they say nothing about whether two posts are the same.
    """
    return (*(f"at {address}" for address in addresses), *((f"opening {opening}",) if opening else ()))


def distinct_id(taken: str, body: str) -> str:
    """Return an id for a post that would get the id `taken` but has a different text."""
    return MADE_ID + _shortened_hash(f"{taken}\n{normalize(to_text(body))}", 16)


def comment_ids(comments: Sequence[ParsedComment]) -> tuple[str, ...]:
    """Return an id for each comment of one list: Blogger's, or one made from its words and its parent's id.

    The post and the position in the list are not part of a made id, so that another copy of the page with more
    comments, or with a title added later, gives the same comments the same ids. Comments with the same words are
    numbered in order.
    """
    ids: list[str] = []
    seen: Counter[str] = Counter()
    for comment in comments:
        parent = ids[comment.parent] if comment.parent is not None else comment.in_reply_to
        key = f"{parent or ''}\n{normalize(to_text(comment.body))}"
        seen[key] += 1
        ids.append(comment.id or "t" + _shortened_hash(f"{key}\n{seen[key]}", 12))
    return tuple(ids)


def lone_comment_id(comment: ParsedComment) -> str:
    """Return an id for a comment outside a list: Blogger's, or one made from its words and its time."""
    moment = comment.published.isoformat() if isinstance(comment.published, datetime) else ""
    return comment.id or "t" + _shortened_hash(f"{moment}\n{normalize(to_text(comment.body))}", 12)


def numbered_id(comment_id: str, number: int) -> str:
    """Return the id of the comment that is the `number`-th with the made id `comment_id`, counted from 1."""
    return comment_id if number == 1 else "t" + _shortened_hash(f"{comment_id}\n{number}", 12)


def _shortened_hash(key: str, length: int) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:length]
