"""Recognise a byline by what the page states elsewhere: who wrote the post, and on which day.

The rule: a line is a byline only if it has nothing but the stated name, the stated day, labels, and words such as "by".
It only counts between the title of a post and its text, because an author may sign at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from archive.formats.blogger_page.furniture import CONNECTING
from archive.formats.page_statements.times import parse_day

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_NUMBER = re.compile(r"[0-9]+")
_READING_TIME = re.compile(r"[0-9]{1,3} min(?:ute)?s?(?: read)?", re.IGNORECASE)
_LONGEST_DAY = 4
"""Words of a printed day in any language: "Dienstag, 18. Oktober 2022"."""


@dataclass(frozen=True)
class StatedByline:
    """What the page states about its post."""

    author: str | None
    day: date | None

    def matches(self, text: str) -> bool:
        """Return True for a text such as "by Jo Bell / 18 October 2022", or a reading time."""
        if _READING_TIME.fullmatch(text):
            return True
        rest = text.replace(self.author, " ", 1) if self.author else text
        words = [word for word in _WORD.findall(rest) if word.lower() not in CONNECTING]
        return self._is_day(words) if words else rest != text

    def _is_day(self, words: list[str]) -> bool:
        """Return True for the stated day: in English, or with its figures and the names of another language."""
        if not self.day or len(words) > _LONGEST_DAY:
            return False
        figures = sorted(int(number) for word in words for number in _NUMBER.findall(word))
        if parse_day(" ".join(words)) == self.day:
            return True
        is_named = len(words) > len(figures) and figures == sorted([self.day.day, self.day.year])
        return is_named or figures == sorted([self.day.day, self.day.month, self.day.year])
