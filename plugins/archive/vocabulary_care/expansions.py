"""What an acronym stands for, where a text says so itself: "Offender Assessment System (OASys)", and the other way.

The rule: a guess must fit letter by letter. Each capital of the acronym, and its first letter, begins one word of the
long form, in order; only little words such as "of" may stand between. A. Schwartz and M. Hearst (2003) begin alike and
allow more, but more is wrong more often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_AFTER = re.compile(r"""\(["“‘']?([^\W_]{2,12})["”’']?\)""")
_BEFORE = re.compile(r"(?<!\w)([^\W_]{2,12})(?:[’']s)? \(([^()\n]{5,90})\)")
_PART = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*[’']?")
_PLURAL = re.compile("(?<=[A-Z])s$")
_SMALL = frozenset(["a", "and", "by", "for", "from", "in", "of", "on", "the", "to", "with"])
_LOOK_BACK = 120
"""Characters before a bracket in which the long form must begin."""


def expansions(line: str) -> Iterator[tuple[str, str]]:
    """The acronyms that `line` explains, without a plural "s", each with its long form as written."""
    for match in _AFTER.finditer(line):
        short = _PLURAL.sub("", match[1])
        if long := _ending(line[max(0, match.start() - _LOOK_BACK) : match.start()], _letters(short)):
            yield short, long
    for match in _BEFORE.finditer(line):
        short = _PLURAL.sub("", match[1])
        if (long := _ending(match[2], _letters(short))) and match[2].startswith(long):
            yield short, long


def _letters(short: str) -> str:
    """The letters with which the words of the long form begin."""
    capitals = [letter for letter in short[1:] if letter.isupper()]
    return (short[:1] + "".join(capitals)).casefold() if capitals else ""


def _ending(text: str, letters: str) -> str:
    """The end of `text` whose words begin with `letters`; empty if it does not end so.

    A little word has a letter of its own only where it needs one: "Payment by Results (PBR)".
    """
    words = list(reversed(list(_PART.finditer(text)))) if letters else []
    starts = (_start(words, letters, passed) for passed in (_SMALL, frozenset()))
    return next((text[start:].strip() for start in starts if start is not None), "")


def _start(words: list[re.Match[str]], letters: str, passed: frozenset[str]) -> int | None:
    """Where the long form begins, if words in `passed` have no letter; `words` are the last ones first."""
    left = letters
    for word in words:
        if word[0] not in passed and word[0][0].casefold() == left[-1]:
            left = left[:-1]
        elif word[0] not in _SMALL or left == letters:
            return None
        if not left:
            return word.start()
    return None
