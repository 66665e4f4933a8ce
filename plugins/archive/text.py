"""Words, and folding for comparison.

A word is what `str.split()` gives: everything between white space, no-break spaces included. Folding is for
comparing only; what is kept and shown is never folded.

Days in words, as the blog prints them. English always: nothing depends on the locale.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_NOT_XML = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LINE_SPACE = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_PLAIN = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\xad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)


_NO_SPACE = dict.fromkeys(map(ord, "-\\ \t\xa0\u2002\u2003\u2009\u202f\u3000"))


def clean(text: str) -> str:
    """`text` with only the characters that may stand in XML, feeds and file formats.

    Line ends become "\\n", other vertical white space a space; C0 and C1 control characters, surrogates and
    non-characters go. No word is split or joined by it, except that a control character inside one goes.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_XML.sub("", _LINE_SPACE.sub(" ", text))


def words(text: str) -> list[str]:
    """The words of `text`, in order."""
    return text.split()


def normalize(text: str) -> str:
    """`text` for comparison: one kind of quote, dash and space, lower case. Never for show."""
    return " ".join(text.translate(_FOLDED).casefold().split())


def letters_only(text: str) -> str:
    """The runs of letters or digits of `text` in lower case, with single spaces between them: quicker than `tokens`,
    for looking up words."""
    return " ".join(_PLAIN.findall(text.casefold()))


def squeeze(text: str) -> str:
    """`text` folded, without dashes, backslashes and all white space but the ends of lines: a quick, coarse look."""
    return text.translate(_FOLDED).casefold().translate(_NO_SPACE)


def tokens(text: str) -> list[str]:
    """The runs of letters or digits of `text`, folded: what is left of words when typography is taken away.

    "Don’t" and "don't" are "dont", "well-known" is two tokens, "1,500" is "1500", a lone dash is none.
    """
    return [
        token.replace(",", "")
        for token in _TOKEN.findall(normalize(unicodedata.normalize("NFKC", text)).replace("'", ""))
    ]


def excerpt(text: str, limit: int) -> str:
    """The first `limit` words of `text`, with "…" if there are more."""
    found = text.split(maxsplit=limit)
    return " ".join(found[:limit]) + ("…" if len(found) > limit else "")


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_text(day: date) -> str:
    """A day as readers know it: "Sunday 25 June 2017"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
