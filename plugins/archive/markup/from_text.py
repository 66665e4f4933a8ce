r"""Convert plain text to canonical Markdown, the subset of Markdown that this archive writes.

The subset, which Python-Markdown (with `nl2br`) and any CommonMark engine (with "breaks") render alike:

* a paragraph is a run of lines; **one newline is a line break**, a blank line ends the paragraph;
* `- item`, one line each, a blank line before and after the list;
* `* * *` between two blank lines is a thematic break;
* lines between two lines of three backticks are shown as typed: rows of a table whose columns are certainly aligned;
* `<https://…>` is an address and a link;
* a backslash before ``\ ` * _ [ # > + - . )`` and the entities `&lt;`, `&amp;`, `&#61;`, `&#126;` stand for the
  character itself, and are written only where the bare character would be mark-up.

The rule: nothing else is written as mark-up. No line becomes a heading, and no numbered line becomes a list. All words
stay in order; bullets and separators, which turn into mark-up, are returned as left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from archive.markup.preformatted import columnar_lines, fenced, typed_line
from archive.model import LeftOut

_SEPARATOR = re.compile(r"--oo00oo--|\*{5,13}")
_GLYPH_BULLET = re.compile(r"[•❖▪●◦‣∙·][ \t]+(?=\S)")
_DASH_BULLET = re.compile(r"-[ \t]+(?=\S)")

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_AFTER_ADDRESS = re.compile(r"[.,;:!?'’*)]+\Z")
_NOT_IN_AUTOLINK = re.compile(r"[\\`\[\]{}|^]|&(?:#|\w+;)")
_SPECIAL = re.compile(r"[\\`*\[<]|(?<![^\W_])_|_(?![^\W_])|&(?=#|\w+;)")
_MAY_BE_SPECIAL = re.compile(r"[\\`*\[<_]|&[#\w]")
_LINE_START = re.compile(r"[#>]|[+-](?=\s|$)|-(?=[-\s]*$)|=(?==*\s*$)|~(?=~~)")
_TABLE_RULE = frozenset("|:- ")
_NUMBER_START = re.compile(r"(\d+)[.)](?=\s|$)")
_AS_ENTITY = {"<": "&lt;", "&": "&amp;", "=": "&#61;", "~": "&#126;"}


@dataclass(frozen=True)
class LineGroup:
    """Adjacent lines of the kind "text", "list", "separator" or "columns"."""

    kind: str
    lines: tuple[str, ...]


def text_to_markdown(lines: Sequence[str], line_is_paragraph: bool = False) -> tuple[str, tuple[LeftOut, ...]]:
    """Return the canonical Markdown of `lines`, and the bullets and separators that became mark-up.

    `line_is_paragraph`: make each line a paragraph, for a text that has no blank lines.
    """
    left_out: list[LeftOut] = []
    written = [_written(block, line_is_paragraph, left_out) for block in _blocks(lines)]
    return "\n\n".join(written), tuple(left_out)


def escape(text: str) -> str:
    """Escape a line of plain text so that Markdown renders it unchanged; web addresses become links."""
    pieces, end = [], 0
    for start, stop in find_addresses(text):
        pieces += [escape_inline(text[end:start]), f"<{text[start:stop]}>"]
        end = stop
    pieces.append(escape_inline(text[end:]))
    return escape_line_start("".join(pieces))


def is_separator(line: str) -> bool:
    """Return True if the stripped `line` separates two parts of a post: "--oo00oo--" or 5 to 13 stars."""
    return bool(_SEPARATOR.fullmatch(line))


def is_list_item(line: str) -> bool:
    """Return True if the stripped `line` starts with a bullet."""
    return bool(_GLYPH_BULLET.match(line) or _DASH_BULLET.match(line))


def _blocks(lines: Sequence[str]) -> Iterator[LineGroup]:
    """Group the lines; items separated only by blank lines form one list."""
    tidy = [" ".join(line.split()) for line in lines]
    kinds = _kinds(tidy)
    for at in columnar_lines(lines):
        if kinds[at] == "text":
            kinds[at], tidy[at] = "columns", typed_line(lines[at])
    shown = [(kind, line) for kind, line in zip(kinds, tidy, strict=True) if kind != "blank within a list"]
    for kind, group in groupby(shown, key=lambda pair: pair[0]):
        if kind != "blank":
            yield LineGroup(kind, tuple(line for _, line in group))


def _kinds(lines: Sequence[str]) -> list[str]:
    kinds = [_kind(line) for line in lines]
    filled = [at for at, kind in enumerate(kinds) if kind != "blank"]
    for kind, group in groupby(filled, key=kinds.__getitem__):
        run = list(group)
        if kind == "dash":  # a single dash line may be anything; two in a row are a list
            for at in run:
                kinds[at] = "list" if len(run) > 1 else "text"
    for at, following in pairwise(filled):
        if kinds[at] == kinds[following] == "list":
            kinds[at + 1 : following] = ["blank within a list"] * (following - at - 1)
    return kinds


def _kind(line: str) -> str:
    if not line:
        return "blank"
    if _SEPARATOR.fullmatch(line):
        return "separator"
    if _GLYPH_BULLET.match(line):
        return "list"
    return "dash" if _DASH_BULLET.match(line) else "text"


def _written(block: LineGroup, line_is_paragraph: bool, left_out: list[LeftOut]) -> str:
    if block.kind == "separator":
        left_out += [LeftOut("separator", line) for line in block.lines]
        return "\n\n".join("* * *" for _ in block.lines)
    if block.kind == "columns":
        return fenced(block.lines)
    if block.kind == "list":
        bullets, items = zip(*(line.split(maxsplit=1) for line in block.lines), strict=True)
        left_out += [LeftOut("bullet", bullet) for bullet in bullets]
        return "\n".join(f"- {escape(item)}" for item in items)
    return ("\n\n" if line_is_paragraph else "\n").join(escape(line) for line in block.lines)


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    for found in _ADDRESS.finditer(text):
        address = _without_closing_punctuation(found.group())
        if not _NOT_IN_AUTOLINK.search(address) and len(address) > len("https://"):
            yield found.start(), found.start() + len(address)


def _without_closing_punctuation(address: str) -> str:
    """Strip trailing punctuation from `address`, but keep a closing bracket that matches one in the address."""
    marks = _AFTER_ADDRESS.search(address)
    if not marks:
        return address
    end = marks.start()
    opened = address.count("(", 0, end) - address.count(")", 0, end)
    for at, mark in enumerate(marks.group(), end + 1):
        opened -= mark == ")"
        if mark == ")" and opened >= 0:
            end = at
    return address[:end]


def escape_inline(text: str) -> str:
    if not _MAY_BE_SPECIAL.search(text):
        return text
    return _SPECIAL.sub(lambda found: _AS_ENTITY.get(found.group(), "\\" + found.group()), text)


def escape_line_start(line: str) -> str:
    number = _NUMBER_START.match(line)
    if number:
        return f"{number[1]}\\{line[number.end(1) :]}"
    if line and _TABLE_RULE.issuperset(line):
        return f"\\{line}" if line[0] in "|-" else f"&#58;{line[1:]}"
    found = _LINE_START.match(line)
    if not found:
        return line
    return _AS_ENTITY.get(found.group(), "\\" + found.group()) + line[found.end() :]
