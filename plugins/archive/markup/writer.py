"""Write blocks as canonical Markdown.

The rule: write only what Python-Markdown (nl2br, sane_lists, tables) and markdown-it (commonmark, breaks, table) render
alike; `tests/markup/test_from_html.py` compares the two. That is the subset of `from_text`, and:

* `**strong**`, `*em*` or `` `code` ``, never two at once; the emphasis is dropped where a mark would touch a letter on
  one side and punctuation on the other, as there the engines differ;
* `<s>struck</s>`, `<ins>inserted</ins>`, `<u>`, `<q>`, `10<sup>2</sup>` and `CO<sub>2</sub>`: tags, because a bare "~"
  or "^" in old texts must not change its meaning; they are around links and marks;
* `<a id="note"></a>` is a place that a link `[1](<#note>)` in the same text leads to;
* `[text](<address>)` and `![description](<address>)`, an image in a link too;
* `## ` to `###### `; `* * *`;
* `> ` quotes; `- ` and `1. ` lists, whose further lines are indented by four spaces; adjacent lists with bullets are
  merged; a line `<!-- -->` parts adjacent quotes and adjacent numbered lists;
* `| tables |`, with `<br>` between the lines of a cell;
* a line of at least three backticks before and after preformatted text; if it has links or struck words, its lines are
  code with `&nbsp;` between instead, which `render` shows as preformatted text.

The caller has to limit nesting, because markdown-it shows nothing below 20 levels, and a list takes two.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from archive.markup.blocks import (
    Block,
    Cell,
    Heading,
    Line,
    ListBlock,
    Paragraph,
    Preformatted,
    Quote,
    Run,
    Separator,
    Table,
    ThematicBreak,
    TypedLines,
    lines,
    part_adjacent,
    tidy_line,
)
from archive.markup.from_text import escape_inline, escape_line_start, find_addresses
from archive.markup.preformatted import fenced
from archive.markup.urls import link_destination

_INDENT = "    "
"""Four spaces, for Python-Markdown. Items with longer markers ("100. ") would need five, so they have only lines."""
_INNER_LINE = re.compile(r"(?<=\n)(?=[^\n])")
_PLAIN_ADDRESS = re.compile(r"https?://(?!\S*xn--)[a-z0-9.-]+(?::\d+)?(?:[/?#][\w./?#@!$'()+,;:~=&-]*)?", re.ASCII)
"""Addresses that both engines show unchanged: markdown-it decodes `%20` and `xn--` between `<` and `>`."""
_APART = frozenset(string.punctuation + " ")
_NO_BREAK = "&nbsp;"
_TABLE_RULE = re.compile(r"[-:| ]*-[-:| ]*")


def write_markdown(blocks: Iterable[Block]) -> str:
    """Return the canonical Markdown of `blocks`."""
    return "\n\n".join(map(_written, part_adjacent(blocks)))


def _paragraph(block: Paragraph) -> str:
    return "\n".join(_start_escaped(_inline(line)) for line in block.lines)


def _heading(block: Heading) -> str:
    text = _inline(tidy_line(run._replace(mark="") for run in block.line))
    bare = text.rstrip("#")
    return f"{'#' * block.level} {bare}" + r"\#" * (len(text) - len(bare))


def _quote(block: Quote) -> str:
    return "\n".join(f"> {line}".rstrip() for line in write_markdown(block.blocks).split("\n"))


def _listing(block: ListBlock) -> str:
    items = [part_adjacent(item) for item in block.items]
    markers = ["- "] * len(items)
    if block.start is not None:
        markers = [f"{number}. " for number in range(block.start, block.start + len(items))]
        if len(markers[-1]) > len(_INDENT):
            items = [[Paragraph(tuple(lines(item)))] for item in items]
    between = "\n" if all(_is_short(item) for item in items) else "\n\n"
    return between.join(
        marker + _INNER_LINE.sub(_INDENT, between.join(map(_written, item)))
        for marker, item in zip(markers, items, strict=True)
    )


def _is_short(item: Sequence[Block]) -> bool:
    """Return True if an item needs no blank lines: a paragraph, perhaps with a list that can follow directly
    (in CommonMark, a numbered list must then start at 1)."""
    return len(item) == 1 or (
        len(item) == 2
        and isinstance(inner := item[1], ListBlock)
        and inner.start in (None, 1)
        and all(map(_is_short, inner.items))
    )


def _preformatted(block: Preformatted) -> str:
    return fenced(block.rows)


def _typed_lines(block: TypedLines) -> str:
    return "\n".join("".join(map(_typed_run, row)) for row in block.rows)


def _typed_run(run: Run) -> str:
    """Write a run as code, without its mark-up at the spaces around it, which Python-Markdown would drop from code."""
    code = run.text.strip(" ")
    start, _, end = run.text.partition(code) if code else (run.text, "", "")
    text = f"`{code}`" if code else ""
    if run.link and code:
        text = f"[{text}]({link_destination(run.link)})"
    for tag in reversed(run.tags if code else ()):
        text = f"<{tag}>{text}</{tag}>"
    places = "".join(f'<a id="{name}"></a>' for name in run.targets)
    return f"{places}{_NO_BREAK * len(start)}{text}{_NO_BREAK * len(end)}"


def _table(block: Table) -> str:
    rows = [f"| {' | '.join(map(_cell, row))} |" for row in block.rows]
    return "\n".join([rows[0], "|" + "---|" * len(block.rows[0]), *rows[1:]])


def _cell(cell: Cell) -> str:
    return "<br>".join(_inline(_without_bars(line)) for line in cell).replace("|", "&#124;")


def _without_bars(line: Line) -> Line:
    """Drop code marks around a "|", which would end the cell."""
    return tuple(run._replace(mark="") if run.mark == "`" and "|" in run.text else run for run in line)


def _start_escaped(line: str) -> str:
    if _TABLE_RULE.fullmatch(line):
        return line.replace("-", r"\-")
    return str(escape_line_start(line))


def _inline(line: Line) -> str:
    if len(line) == 1 and line[0] == Run(line[0].text):
        return _text(line[0].text)
    return _tagged(_without_disputed_marks(line), 0)


def _tagged(line: Sequence[Run], depth: int) -> str:
    """Write `line` within the first `depth` of its tags."""
    out: list[str] = []
    for tag, group in groupby(line, key=lambda run: run.tags[depth] if depth < len(run.tags) else ""):
        runs = list(group)
        text = _tagged(runs, depth + 1) if tag else _linked(runs)
        out.append(_enclosed(text, f"<{tag}>", f"</{tag}>") if tag else text)
    return "".join(out)


def _enclosed(text: str, opening: str, closing: str) -> str:
    """Put tags around `text`, but not around white space at its ends."""
    inner = text.strip(" ")
    if not inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}{opening}{inner}{closing}{text[start + len(inner) :]}"


def _linked(line: Sequence[Run]) -> str:
    out: list[str] = []
    for link, group in groupby(line, key=lambda run: run.link):
        runs = list(group)
        out += [f'<a id="{name}"></a>' for run in runs for name in run.targets]
        if link is None:
            _write_runs(runs, _text, out)
        else:
            _write_link(runs, link, out)
    return "".join(out)


def _write_link(runs: list[Run], link: str, out: list[str]) -> None:
    words = tidy_line(runs)
    if runs[0].text[:1] == " ":
        out.append(" ")
    if not words:
        return
    if words == (Run(link, link=link),) and _PLAIN_ADDRESS.fullmatch(link):
        out.append(f"<{link}>")
    else:
        _open_bracket(out)
        _write_runs(words, _label, out)
        out.append(f"]({link_destination(link)})")
    if runs[-1].text[-1:] == " ":
        out.append(" ")


def _write_runs(runs: Iterable[Run], escaped: Callable[[str], str], out: list[str]) -> None:
    for run in runs:
        if run.image:
            _open_bracket(out, "![")
            out.append(f"{_label(run.image.description)}]({link_destination(run.image.address)})")
        elif run.mark == "`":
            out.append(_enclosed(run.text, "`", "`"))
        elif run.mark:
            words = run.text.strip(" ")
            before, after = run.text.split(words[0], 1)[0], run.text[len(run.text.rstrip(" ")) :]
            out += [before, run.mark, _label(words), run.mark, after]
        else:
            out.append(escaped(run.text))


def _open_bracket(out: list[str], bracket: str = "[") -> None:
    """Start a link or image, and escape a "!" before it, which would turn a link into an image."""
    if out and out[-1].endswith("!"):
        out[-1] = out[-1][:-1] + r"\!"
    out.append(bracket)


def _without_disputed_marks(line: Line) -> Line:
    """Drop the marks in `line` that the engines read differently."""
    return tidy_line(_undisputed_runs(line)) if any(run.mark for run in line) else line


def _undisputed_runs(line: Line) -> Iterator[Run]:
    marked = False
    for before, run, after in zip((None, *line), line, (*line[1:], None), strict=False):
        words = run.text.strip(" ")
        if run.mark == "`":
            marked = False
            yield run._replace(mark="") if "`" in words else run
            continue
        is_agreed = (
            bool(words)
            and (words[0].isalnum() or _is_apart(before, run, -1))
            and (words[-1].isalnum() or _is_apart(after, run, 0))
            and not (marked and before and not _is_bounded(before, run) and run.text[0] != " " != before.text[-1])
        )
        marked = is_agreed and bool(run.mark)
        yield run if marked or not run.mark else run._replace(mark="")


def _is_apart(neighbour: Run | None, run: Run, at: int) -> bool:
    """Return True if the character next to a mark, on the side of `neighbour`, is white space or ASCII punctuation."""
    if neighbour is None or neighbour.image or _is_bounded(neighbour, run):
        return True
    return run.text[-1 - at] == " " or neighbour.text[at] in _APART


def _is_bounded(one: Run, other: Run) -> bool:
    """Return True if a bracket or a tag stands between two runs."""
    return (one.link, one.tags) != (other.link, other.tags)


def _text(text: str) -> str:
    """Escape plain text; web addresses become links if both engines show them unchanged."""
    pieces, end = [], 0
    for start, stop in find_addresses(text):
        if _PLAIN_ADDRESS.fullmatch(text, start, stop):
            pieces += [escape_inline(text[end:start]), f"<{text[start:stop]}>"]
            end = stop
    return "".join([*pieces, escape_inline(text[end:])])


def _label(text: str) -> str:
    r"""Escape plain text within brackets or marks. "]" becomes an entity, because Python-Markdown reads `[a\]: b` as a
    link definition."""
    return str(escape_inline(text)).replace("]", "&#93;")


def _written(block: Block) -> str:
    return _WRITTEN[type(block)](block)


_WRITTEN: dict[type, Callable[..., str]] = {
    Paragraph: _paragraph,
    Preformatted: _preformatted,
    TypedLines: _typed_lines,
    Heading: _heading,
    ThematicBreak: lambda _: "* * *",
    Separator: lambda _: "<!-- -->",
    Quote: _quote,
    ListBlock: _listing,
    Table: _table,
}
