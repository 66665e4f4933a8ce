"""Clean, compare and shorten text, and write days in words.

A word is whatever `str.split()` gives: text between white space, including no-break spaces. Normalized text is only for
comparing; it is never stored or shown. Days are always in English and don't depend on the locale.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date

_NOT_XML = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LINE_SPACE = re.compile("[\x0b\x0c\x1c-\x1f\u2028\u2029]")
_NOT_CLEAN = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""What `clean` changes, white space included."""
_CHANGED = re.compile("[^\t-\r\x1c-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""What `clean` changes or removes, other than white space."""
_C1 = re.compile("[\x80-\x9f]")
_AS_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
"""What a Windows program meant by a control character of Latin-1. Five are not defined and become U+FFFD."""
_PLAIN = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")
_FOLDED = (
    *((quote, "'") for quote in "‘’‚‛ʼ′"),
    *((quote, '"') for quote in "“”„‟″«»"),
    *((dash, "-") for dash in "‐‑‒–—―−"),
    ("…", "..."),
    *((invisible, "") for invisible in "\xad\u200b\ufeff"),
)


_NO_SPACE = dict.fromkeys(map(ord, "-\\ \t\xa0\u2002\u2003\u2009\u202f\u3000"))


def clean(text: str) -> str:
    """Remove characters that are not allowed in XML: control characters, surrogates and non-characters.

    A control character from U+0080 to U+009F is a character of Windows-1252 that was read as Latin-1, and becomes what
    was meant: U+0092 is an apostrophe. Line ends become "\\n" and other vertical white space becomes a space.
    `changed_characters` counts what is changed here.
    """
    if not _NOT_CLEAN.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _C1.search(text):
        text = text.translate(_AS_WINDOWS_1252)
    return _NOT_XML.sub("", _LINE_SPACE.sub(" ", text))


CONTROL, WINDOWS = "control characters", "Windows-1252 characters"
GUESSED_LINE = "lines that are not UTF-8, read as Windows-1252"
GUESSED_BYTE = "invalid bytes, read as Windows-1252"
UNREADABLE, NOT_TEXT = "characters that cannot be read", "characters that are no text"


def changed_characters(text: str) -> Counter[str]:
    """Count the characters that `clean` changes or removes, by kind. White space does not count."""
    return Counter(map(_kind_of_change, _CHANGED.findall(text)))


def _kind_of_change(character: str) -> str:
    if character >= "\ud800":
        return NOT_TEXT
    meant = _AS_WINDOWS_1252.get(ord(character))
    return {None: CONTROL, "\ufffd": UNREADABLE}.get(meant, WINDOWS)


def one_line(text: str) -> str:
    """Return `text` cleaned, without line ends and without white space around it."""
    if text.isprintable():
        return text.strip()
    return " ".join(filter(None, map(str.strip, clean(text).splitlines())))


def normalize(text: str) -> str:
    """Return `text` for comparison: one kind of quote, dash and space, in lower case."""
    return " ".join(_folded(text).casefold().split())


STRUCK_START, STRUCK_END = "[struck out: ", "]"
"""Around struck words, for readers who may not see the tags."""
_STRUCK = re.compile(rf"{re.escape(STRUCK_START)}(.*?){re.escape(STRUCK_END)}")


def title_words(title: str) -> str:
    """Return a title as it was typed, without notes at struck words, for comparing and for addresses."""
    return _STRUCK.sub(r"\1", title)


def letters_only(text: str) -> str:
    """Return the runs of letters or digits in lower case, separated by single spaces. Faster than `tokens`."""
    return " ".join(_PLAIN.findall(text.casefold()))


def squeeze(text: str) -> str:
    """Normalize and remove dashes, backslashes and all white space except line ends, for a quick comparison."""
    return _folded(text).casefold().translate(_NO_SPACE)


def _folded(text: str) -> str:
    """Return `text` with one kind of quote and dash. Replacing them in turn is faster than `str.translate`."""
    for written, folded in _FOLDED if not text.isascii() else ():
        text = text.replace(written, folded)
    return text


def tokens(text: str) -> list[str]:
    """Return the normalized runs of letters or digits, which don't depend on typography.

    "Don’t" and "don't" give "dont", "well-known" two tokens, "1,500" gives "1500" and a lone dash nothing.
    """
    return [
        token.replace(",", "")
        for token in _TOKEN.findall(normalize(unicodedata.normalize("NFKC", text)).replace("'", ""))
    ]


def excerpt(text: str, limit: int) -> str:
    """Return the first `limit` words, with "…" if there are more."""
    found = text.split(maxsplit=limit)
    return " ".join(found[:limit]) + ("…" if len(found) > limit else "")


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_text(day: date) -> str:
    """Format a day for readers: "Sunday 25 June 2017"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
