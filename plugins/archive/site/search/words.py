"""Split text into the words that the search index stores and a search looks for.

The rule: `themes/reading-room/static/search-words.js` splits what readers type in the same way; a test compares them.
"&" is the word "and", an apostrophe is left out ("it’s" is "its"), a comma between digits too
("10,000" is "10000"), and anything else that is not a letter or a digit ends a word.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_LEFT_OUT = re.compile(r"(?<=\w)['’ʼ＇](?=\w)|(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the words of `text` in order, in lower case and without accents."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(_LEFT_OUT.sub("", text.lower().replace("&", " and ")))
