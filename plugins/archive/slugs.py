"""Predict the slug that Blogger gave a post, from its title.

The result is a prediction. A post keeps its first address if its title changes, and an author may choose an address by
hand, so a real address found in a source always replaces it.

Blogger's rules, found by comparing variants with pairs of title and address:

- Words: lower case, accents removed. Other letters that aren't a to z ("ß", "ø", "đ", "漢") are dropped. White space
  and hyphens separate words. All other characters are dropped without separating: "and/or" becomes "andor", "6.4"
  becomes "64", "£1.5m" becomes "15m", and a dash without spaces joins its neighbours.
- "&" is dropped with the letters right after it, like an HTML entity: "S&P" becomes "s".
- The articles "a", "an" and "the" are dropped everywhere, also between hyphens. Since July 2012 an article at the start
  is kept.
- Length: up to 40 characters are kept. A longer slug loses words from its end until it has at most 39. A longer first
  word is cut.
- No title: the first words of the body are used. A title without usable letters or digits gives "blog-post".
- Already used in that month: "_" and the day of the month are added, "_04" before July 2012, "_4" since then. Blogger's
  next step is random digits; we count instead.

Measured 2026-11-22, without these suffixes, on 495 pairs from 2003 to 2025 (Takeout and export samples, and posts whose
authors moved them from Blogger to public repositories): 452 exact (0.913). Of the 43 others, 42 have an address that
doesn't follow from the title we have (changed since, or chosen by hand; judged by eye). One, from 2011, was sent by
e-mail and kept its leading article. Variants that were tried and dropped, with the number of exact matches each would
lose: a single limit of 39 (5) or of 40 (19), a limit of 41 for uncut slugs (11), keeping "an" (8), dropping only "&"
(1), keeping articles (72).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from itertools import count

from archive.text import title_words

LONGEST_UNCUT = 40
"""Longest slug that is never cut, in characters."""
LONGEST_CUT = 39
"""Most characters that a cut slug has."""
UNTITLED = "blog-post"

_NEW_ENGINE = date(2012, 7, 16)
"""Blogger's engine changed in July 2012: the old rules were last seen on the 4th, the new ones first on the 27th."""
_ARTICLES = frozenset(("a", "an", "the"))
_ENTITY = re.compile("&[a-z][a-z0-9]*;?")
_IGNORED = re.compile(r"[^a-z0-9\s-]")
_GAP = re.compile(r"[\s-]+")


def predict(title: str, day: date | None, opening: str = "") -> str:
    """Predict the slug of a post first published on `day`, in the blog's time zone; None means the current rules.

    `opening` is the start of the body as plain text, for a post without a title. The result is never empty.
    """
    parts = _parts(title_words(title) if title.strip() else opening)
    return _truncate("-".join(_without_articles(parts, keep_first=_uses_new_engine(day)))) or UNTITLED


def make_unique(slug: str, day: date | None, taken: Callable[[str], bool]) -> str:
    """Return `slug`, or a variant of it if `taken` returns True because another post of the month has it.

    The day of the month is added first. If that is taken too, or `day` is unknown, "-2", "-3" and so on are added.
    """
    if not taken(slug):
        return slug
    if day and not taken(dated := f"{slug}_{_day_of_month(day)}"):
        return dated
    return next(numbered for n in count(2) if not taken(numbered := f"{slug}-{n}"))


def _uses_new_engine(day: date | None) -> bool:
    return day is None or day >= _NEW_ENGINE


def _day_of_month(day: date) -> str:
    return str(day.day) if _uses_new_engine(day) else f"{day.day:02}"


def _parts(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return [part for part in _GAP.split(_IGNORED.sub("", _ENTITY.sub("", bare))) if part]


def _without_articles(parts: list[str], *, keep_first: bool) -> list[str]:
    kept = parts[:1] if keep_first else []
    return kept + [part for part in parts[len(kept) :] if part not in _ARTICLES]


def _truncate(slug: str) -> str:
    if len(slug) <= LONGEST_UNCUT:
        return slug
    end = slug.rfind("-", 0, LONGEST_CUT + 1)
    return slug[: end if end > 0 else LONGEST_CUT]
