"""A Python-Markdown extension for fenced code, also in quotes and list items.

Python-Markdown's own `fenced_code` reads fences at the start of a line only. The rule: the lines between two fences are
shown as they are, with the mark-up of the quote or list around them removed. A fence that is not closed is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_OPENING = re.compile(r"([ >]{0,60})(`{3,}(?=[^`]*$)|~{3,})")
_MOST_UNCLOSED = 50
"""Each unclosed fence costs a scan of the rest; after so many, no more fences are looked for."""
_AFTER_HTML_IS_NORMAL = 27
"""Priority: after white space is normalised (30) and before raw HTML is read (20)."""


class _Fence(NamedTuple):
    prefix: str
    code: list[str]
    stop: int
    """Index of the line after the closing fence."""


class FencePreprocessor(Preprocessor):
    """Replaces each fenced block with a placeholder for its HTML."""

    def run(self, lines: list[str]) -> list[str]:
        """Return `lines` without fences."""
        made: list[str] = []
        at = unclosed = 0
        while at < len(lines):
            opening = _OPENING.match(lines[at]) if unclosed < _MOST_UNCLOSED else None
            fence = _fence(lines, at, opening) if opening else None
            if fence:
                blank = [fence.prefix.rstrip()]
                made += blank if _is_text(fence.prefix, made[-1:]) else []
                made.append(fence.prefix + self.md.htmlStash.store(_html(fence.code)))
                at = fence.stop
                made += blank if _is_text(fence.prefix, lines[at : at + 1]) else []
            else:
                unclosed += bool(opening)
                made.append(lines[at])
                at += 1
        return made


def _is_text(prefix: str, line: Sequence[str]) -> bool:
    """Return True if there is such a line and it has text within the same quote."""
    return bool(line) and bool((_without(prefix, line[0]) or "").strip())


def _html(code: Sequence[str]) -> str:
    text = "".join(line + "\n" for line in code)
    return f"<pre><code>{escape(text, quote=False)}</code></pre>"


def _fence(lines: Sequence[str], at: int, opening: re.Match[str]) -> _Fence | None:
    prefix, mark = opening.groups()
    closing = re.compile(rf" {{0,3}}{re.escape(mark)}{re.escape(mark[0])}*\s*")
    code: list[str] = []
    for stop in range(at + 1, len(lines)):
        line = _without(prefix, lines[stop])
        if line is None:
            return None
        if closing.fullmatch(line):
            return _Fence(prefix, code, stop + 1)
        code.append(line)
    return None


def _without(prefix: str, line: str) -> str | None:
    """Return `line` without the quote marks and spaces of `prefix`; None if it is outside the quote."""
    if line.startswith(prefix):
        return line[len(prefix) :]
    if ">" in prefix:
        return "" if line.rstrip() == prefix.rstrip() else None
    return line.lstrip(" ")


class FencesExtension(Extension):
    """Adds fenced code to Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the preprocessor."""
        md.preprocessors.register(FencePreprocessor(md), "fences", _AFTER_HTML_IS_NORMAL)


def makeExtension(**settings: object) -> FencesExtension:
    """Return the extension; Python-Markdown calls this for a module named in its settings."""
    return FencesExtension(**settings)
