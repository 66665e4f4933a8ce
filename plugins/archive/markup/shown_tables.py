"""Say of tables in rendered HTML what Markdown has no mark for: the headings of columns and rows, and aligned columns.

The rule: tags change, words don't. The HTML must come from `render.clean_html`, which escapes every "<" in text.
"""

from __future__ import annotations

import re
from itertools import takewhile

_TABLE_HEAD = re.compile(r"<thead>.*?</thead>\n?", re.DOTALL)
_NO_HEADINGS = re.compile(r"<thead>\s*<tr>\s*(?:<th></th>\s*)+</tr>\s*</thead>\n?")
_BODY_ROW = re.compile(r"<tr>\s*(?:<td>(?:(?!</?t[dr]>).)*</td>\s*)+</tr>", re.DOTALL)
_BODY_CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)
_ALL_STRONG = re.compile(r"(?:<strong>[^<>]*</strong>|<(?!strong>)[^<>]*>|\s)*")


def with_headings(html: str) -> str:
    """Say of each heading of a table that it is one of a column or a row. An empty heading of a column is a plain cell,
    and a row of empty ones is dropped."""
    if "<thead>" not in html:
        return html
    html = _NO_HEADINGS.sub("", html)
    html = _TABLE_HEAD.sub(
        lambda found: found[0].replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">'), html
    )
    return _BODY_ROW.sub(_with_row_headings, html) if "<td><" in html else html


def _with_row_headings(found: re.Match[str]) -> str:
    """Turn the strong cells at the start of a row into its headings; only the first one if all its cells are strong."""
    row = found[0]
    filled = [cell for cell in _BODY_CELL.finditer(row) if cell[1]]
    strong = list(takewhile(_is_strong, filled))
    headings = strong if len(strong) < len(filled) else strong[:1]
    for cell in reversed(headings):
        text = cell[1].replace("<strong>", "").replace("</strong>", "")
        row = f'{row[: cell.start()]}<th scope="row">{text}</th>{row[cell.end() :]}'
    return row


def _is_strong(cell: re.Match[str]) -> bool:
    return "<strong>" in cell[1] and bool(_ALL_STRONG.fullmatch(cell[1]))


_TYPED_LINES = re.compile(r"<p>((?:<code>[^<]*</code>|<br>|&nbsp;|</?(?:a|s|ins|u|q|sup|sub)\b[^<>]*>|\s)+)</p>")


def with_columns(html: str) -> str:
    """Show a paragraph of nothing but code with no-break spaces between as preformatted text: columns with links."""
    return _TYPED_LINES.sub(_preformatted, html) if "<code>" in html else html


def _preformatted(found: re.Match[str]) -> str:
    typed = found[1]
    if "&nbsp;" not in typed and "  " not in typed:
        return found[0]
    rows = re.sub(r"<br>\s*", "\n", typed).replace("&nbsp;", " ")
    return f"<pre><code>{rows.replace('<code>', '').replace('</code>', '')}\n</code></pre>"
