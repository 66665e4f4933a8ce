"""Recognise the list items that Word and Outlook write as paragraphs with a typed bullet or number.

The rule: an item is recognised by its mark-up (`mso-list`, or a class such as "MsoListParagraph" with a label and at
least two spaces after it), never by its glyph alone. Markdown says a bullet or a plain number itself; any other label,
such as "a)" or "1.2", stays the first word of its item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from archive.markup.blocks import Block, Line, Paragraph, tidy_line
from archive.markup.html_tree import Element

BULLET, LIST_NUMBER = "bullet", "number of a list item"
"""Why a label is left out: Markdown says it itself."""

_LEVEL = re.compile(r"mso-list\s*:\s*\S+\s+level([1-9])", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_LIST_CLASS = re.compile(r"\bMsoList", re.IGNORECASE)
_TYPED = re.compile(r"\s*(o|[^\w\s\"'“”‘’(\[]|(?:\d{1,3}|[a-z]|[ivx]{2,5})[.)])(?=\s*\xa0)\s\s+\S", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,6})\.")
_MOST_PARTS = 12
"""The label is in the first elements and texts of its paragraph."""


@dataclass(frozen=True)
class WordLabel:
    """The label of an item, as typed, and the level of its list, from 1 to 9."""

    text: str
    level: int = 1

    @property
    def number(self) -> int | None:
        """The number of an item such as "3."; None for bullets and labels of other kinds."""
        found = _NUMBER.fullmatch(self.text)
        return int(found.group(1)) if found else None

    @property
    def is_bullet(self) -> bool:
        """True for a glyph, such as "·", or a letter that Word's symbol fonts show as one."""
        return len(self.text) == 1 and not self.text.isdigit()


def word_label(tag: Element) -> WordLabel | None:
    """Return the label of a paragraph that Word or Outlook numbered; None for any other paragraph."""
    level = _LEVEL.search(tag.get("style") or "")
    if level:
        text = " ".join(_ignored_text(tag).split())
        return WordLabel(text, int(level.group(1))) if text else None
    if not _LIST_CLASS.search(tag.get("class") or ""):
        return None
    typed = _TYPED.match("".join(_first_texts(tag)))
    return WordLabel(typed.group(1)) if typed else None


def without_label(blocks: tuple[Block, ...], label: str) -> tuple[Block, ...]:
    """Return the blocks of an item without the `label` at their start; empty if it is not there, or nothing else is."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not "".join(run.text for run in first.lines[0]).startswith(label):
        return ()
    line = _without_start(first.lines[0], len(label))
    kept = (line, *first.lines[1:]) if line else first.lines[1:]
    return (Paragraph(kept), *blocks[1:]) if kept else blocks[1:]


def _without_start(line: Line, length: int) -> Line:
    kept = []
    for run in line:
        kept.append(run._replace(text=run.text[length:]))
        length = max(0, length - len(run.text))
    return tidy_line(kept)


def _ignored_text(tag: Element) -> str:
    """Return the text that Word tells other programs to ignore: the label."""
    parts = (part for part in islice(tag.parts(), _MOST_PARTS) if isinstance(part, Element))
    ignored = next((part for part in parts if _IGNORED.search(part.get("style") or "")), None)
    return "".join(_first_texts(ignored)) if ignored else ""


def _first_texts(tag: Element) -> Iterator[str]:
    return (part for part in islice(tag.parts(), _MOST_PARTS) if isinstance(part, str))
