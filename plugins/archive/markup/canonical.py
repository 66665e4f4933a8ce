r"""Render canonical Markdown with a compiled engine, exactly as Python-Markdown renders it.

The rule: Python-Markdown is the judge. Only a text that matches the grammar below as a whole goes to the compiled
engine, because within it both give the same HTML; `tests/markup/test_canonical.py` compares them. Everything else is
left to Python-Markdown: tables, columns, lists in lists, quotes in quotes, HTML that an import does not write, and any
mark that a keeper typed and that is not certainly plain text or certainly mark-up.

The grammar is a part of what `from_text` and `writer` write. A match takes linear time: its repetitions are possessive,
so that nothing is tried in a second way.
"""

from __future__ import annotations

import re

import pyromark

_NOT_PLAIN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\\`<&"
_PLAIN = rf"[^{_NOT_PLAIN}*_\[\]!]++|!(?!\[)|&(?!\#|\w+;)|(?<=[^\W_])_(?=[^\W_])"
_ESCAPED = r"\\[\\`*_{}\[\]()>#+.!|-]|&(?:amp|lt|gt|\#(?:58|61|93|124|126));"
_WORDS = rf"(?:{_PLAIN}|{_ESCAPED})"
"""Text without a bare "]": in labels and emphasis it is written as a character reference."""

_URL = r"(?a:[\w.~:/?\#@!$()+,;=%*-]|&(?!\#|\w+;))*+"
_ADDRESS = rf"(?:https?://|mailto:|\#|/){_URL}"
_AUTOLINK = rf"<https?://{_URL}>"
_IMAGE = rf"!\[{_WORDS}*+\]\(<{_ADDRESS}>\)"
_CODE = rf"(?<!`)`(?!\s)[^{_NOT_PLAIN}]++(?<!\s)`(?!`)"
_TAGS = "(?:s|ins|u|q|sup|sub)"
_TAG = rf"<{_TAGS}>(?!\n|\Z)|(?<=\S)</{_TAGS}>|<a id=\"[\w.:-]++\"></a>"
"""A tag alone on a line would start a block of HTML for the compiled engine."""


def _emphasis(stars: str, inner: str) -> str:
    """Return a pattern for `inner` between stars which both engines take for marks: the neighbours within are letters,
    those outside white space or common punctuation; or those outside are white space."""
    opening = rf"(?<!\*)(?:(?<![^\s(\[“‘\"'>,.:;/–—-])(?={stars}[^\W_])|(?<!\S)(?={stars}[^\s*_])){stars}"
    closing = rf"(?<!\s){stars}(?:(?<=[^\W_]{stars})(?![^\s)\]<”’\"'.,:;!?/–—-])|(?!\S))"
    return rf"{opening}{inner}++{closing}"


def _emphasised(inner: str) -> str:
    return rf"{_emphasis(r'[*][*]', inner)}|{_emphasis('[*]', inner)}"


_LABEL = rf"{_IMAGE}|(?!\s)(?:{_WORDS}|{_emphasised(_WORDS)}|{_CODE})++(?<!\s)"
_LINK = rf"\[(?:{_LABEL})\]\(<{_ADDRESS}>\)"
_MARKED = _emphasised(rf"(?:{_WORDS}|{_LINK})")
_INLINE = rf"(?:{_PLAIN}|\]|{_ESCAPED}|{_LINK}|{_IMAGE}|{_AUTOLINK}|{_MARKED}|{_CODE}|{_TAG})"

_NO_BLOCK = r"(?![\s#>+~|]|=+\s*?$|:[-|: ]*$|-(?:[ ]|[- ]*$)|\d+[.)](?:\s|$))"
"""A line does not start with a mark of a block, and does not underline the line above or the head of a table."""
_LINES = re.compile(rf"(?:\n*+{_NO_BLOCK}{_INLINE}++(?<!\s)(?=\n|\Z))*+\n*+", re.MULTILINE)

_NUMBER = r"[1-9]\d{0,2}\. "
_MARK = rf"(?:> |>$|- |{_NUMBER}|\#{{1,6}} |\* \* \*$|<!-- -->$)"
_TEXT = rf"(?!{_MARK}).+"
_PARAGRAPH = rf"{_TEXT}(?:\n{_TEXT})*+"
_QUOTE = r"> .+(?:(?:\n>)?\n> .+)*+(?!\n\n>)"
_LIST = rf"(?:- .+(?:\n- .+)*+|{_NUMBER}.+(?:\n{_NUMBER}.+)*+)(?!\n\n(?:- |\d))"
_BLOCK = rf"(?:{_PARAGRAPH}|{_QUOTE}|{_LIST}|\#{{1,6}} .*[^#\n]|\* \* \*|<!-- -->)(?=\n\n|\Z)"
_BLOCKS = re.compile(rf"{_BLOCK}(?:\n\n{_BLOCK})*+", re.MULTILINE)
_MARKS = re.compile(f"^{_MARK}", re.MULTILINE)

_LINE_END = re.compile(r"\n(?!</?(?:p|blockquote|[ou]l|li|h[1-6r])[> ]|<!--|\Z)")
"""A line end within a paragraph; those between blocks are followed by the tag of a block."""
_IMAGE_TAG = re.compile(r'<img (src="[^"]*") (alt="[^"]*") />')


def render_canonical(markdown: str) -> str | None:
    """Return the HTML of `markdown`, not cleaned; None if it is not certainly canonical."""
    if not (_BLOCKS.fullmatch(markdown) and _LINES.fullmatch(_MARKS.sub("", markdown))):
        return None
    html = _LINE_END.sub("<br>\n", pyromark.html(markdown)).removesuffix("\n")
    return _IMAGE_TAG.sub(r"<img \2 \1>", html.replace("<!-- -->\n", "<!-- -->\n\n"))
