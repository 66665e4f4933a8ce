r"""Find the paragraphs of Markdown that need no block parser, so that the text of most comments needs no engine.

The rule: a paragraph is plain only if each of its lines starts and ends with a character that cannot begin or end
anything but a paragraph. After a blank line such a paragraph is never in a list, quote or table; only fences, HTML and
link definitions can reach over it, so Markdown with one of those at the start of a line is not split at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

_BLOCK = re.compile(r"(?:[^\n]+(?:\n|\Z))+")
_LINE = r"(?![-+#=>~`|:*_<]|[0-9]{1,9}[.)])\S(?:[^\n]*\S)?"
_PLAIN = re.compile(rf"{_LINE}(?:\n{_LINE})*\n?")
_REACHES_OVER = re.compile(r"^[ >]*(?:`{3}|~{3}|<(?!https?:))|\]:|[\r\0]", re.MULTILINE)
_MARK = re.compile(r"[\\`*_\[<]|&[#A-Za-z]")


def parted_by_plain(markdown: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of `markdown` in order: (True, a plain paragraph), or (False, the blocks between two of them)."""
    if _REACHES_OVER.search(markdown):
        yield False, markdown
        return
    blocks = ((bool(_PLAIN.fullmatch(found[0])), found) for found in _BLOCK.finditer(markdown))
    for is_plain, group in groupby(blocks, key=lambda block: block[0]):
        run = [found for _, found in group]
        if is_plain:
            yield from ((True, found[0].removesuffix("\n")) for found in run)
        else:
            yield False, markdown[run[0].start() : run[-1].end()]


def has_marks(paragraph: str) -> bool:
    """Return True if a plain paragraph may have marks within its lines, such as emphasis or an escaped character."""
    return bool(_MARK.search(paragraph))
