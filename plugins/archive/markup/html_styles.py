"""Read what the tags and inline styles of an HTML element say about the meaning of its words.

The rule: struck, inserted, raised and lowered words, quoted words, list labels and kept white space change what a text
says, so they are kept whether an element or a style says them. Colours, sizes and fonts are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from archive.markup.html_tree import Element
from archive.markup.html_words import SEPARATES_WORDS

STRUCK = re.compile(r"<(?:s|strike|del)[\s>]|line-through", re.IGNORECASE)
"""Mark-up of struck words. Underlined words are only kept in a text that has struck ones, where they are amendments."""

TAG_ORDER = ("s", "ins", "u", "q", "sup", "sub")
"""The tags that canonical Markdown has, in the order in which they are nested."""
_MOST_QUOTES = 3
_EDIT_TAGS = {**dict.fromkeys(["s", "strike", "del"], "s"), "ins": "ins", "u": "u"}
_SHIFT_TAGS = {"sup": "sup", "sub": "sub"}
SHIFTS = frozenset(_SHIFT_TAGS)
_MEANINGFUL = frozenset([*_EDIT_TAGS, *_SHIFT_TAGS, "q"])
_LENGTH = re.compile(r"([+-]?\d*\.?\d+)(px|pt|em|ex|rem|%)")
_SMALL_WORDS = frozenset(["smaller", "small", "x-small", "xx-small"])
_SMALL_LENGTHS = {"px": 11.0, "pt": 8.0, "em": 0.9, "rem": 0.9, "%": 90.0}
"""At most this large is small, by unit; text is 16 px or 12 pt in most themes."""
_KEEPS_LINES = frozenset(["pre", "pre-wrap", "pre-line", "break-spaces"])


def may_have_meaning(tag: Element) -> bool:
    """Return False if neither the name nor a style of the element can say anything about its words."""
    return tag.name in _MEANINGFUL or tag.has_attr("style")


def styles(tag: Element) -> Mapping[str, str]:
    """Return the declarations of the `style` attribute, names and values in lower case."""
    return _declarations(tag.get("style") or "")


@lru_cache(maxsize=1024)
def _declarations(style: str) -> Mapping[str, str]:
    """The declarations are cached, because a text from Word has the same few thousands of times."""
    pairs = (part.split(":", 1) for part in style.lower().replace("!important", "").split(";") if ":" in part)
    return MappingProxyType({name.strip(): value.strip() for name, value in pairs})


def text_tags(tag: Element, around: tuple[str, ...], with_underlines: bool) -> tuple[str, ...]:
    """Return the tags of the words in `tag`, which is inside the tags `around`."""
    declared = styles(tag) if tag.has_attr("style") else {}
    own = {_edit_tag(tag, declared, with_underlines), _shift_tag(tag, declared), "q" if tag.name == "q" else ""}
    if own == {""}:
        return around
    if own & {"sup", "sub"}:
        around = tuple(name for name in around if name not in _SHIFT_TAGS)
    if "q" in own and around.count("q") < _MOST_QUOTES:
        around += ("q",)
    found = (*around, *(own - {"", "q", *around}))
    return tuple(sorted(found, key=TAG_ORDER.index))


def keeps_lines(tag: Element) -> bool:
    """Return True if the line ends in the source of this element are shown as line ends."""
    return tag.has_attr("style") and styles(tag).get("white-space", "") in _KEEPS_LINES


def is_preformatted(tag: Element) -> bool:
    """Return True for an element that shows its columns: `<pre>`, and a block with the style `white-space: pre`."""
    space = styles(tag).get("white-space", "") if tag.has_attr("style") else ""
    if tag.name in ("pre", "xmp", "listing", "plaintext"):
        return space not in ("normal", "pre-line")
    return space == "pre" and tag.name in ("div", "p")


def _edit_tag(tag: Element, declared: Mapping[str, str], with_underlines: bool) -> str:
    lines = f"{declared.get('text-decoration', '')} {declared.get('text-decoration-line', '')}".split()
    if "line-through" in lines:
        return "s"
    found = "" if "none" in lines else _EDIT_TAGS.get(tag.name, "")
    if with_underlines and "underline" in lines and not found:
        found = "u"
    return found if found != "u" or with_underlines else ""


def _shift_tag(tag: Element, declared: Mapping[str, str]) -> str:
    if tag.name in _SHIFT_TAGS or tag.name in SEPARATES_WORDS:
        return _SHIFT_TAGS.get(tag.name, "")
    align = declared.get("vertical-align", "")
    if align in ("super", "sub"):
        return "sup" if align == "super" else "sub"
    if not _is_small(declared.get("font-size", "")):
        return ""
    if align in ("text-top", "top", "text-bottom", "bottom"):
        return "sup" if "top" in align else "sub"
    rise = _length(align)
    if not rise and declared.get("position") == "relative":
        rise = -_length(declared.get("top", "")) or _length(declared.get("bottom", ""))
    return "sup" if rise > 0 else "sub" if rise < 0 else ""


def _length(value: str) -> float:
    found = _LENGTH.fullmatch(value)
    return float(found.group(1)) if found else 0.0


def _is_small(size: str) -> bool:
    found = _LENGTH.fullmatch(size)
    return size in _SMALL_WORDS or bool(found and float(found.group(1)) <= _SMALL_LENGTHS.get(found.group(2), 0))


@dataclass(frozen=True)
class Numbering:
    """How the items of a list are labelled."""

    style: str
    """A CSS list style: "decimal", "lower-alpha", …, or empty for bullets."""
    start: int | None = None
    """The number of the first item; None if the list does not say it."""
    reverse: bool = False

    def label(self, number: int) -> str:
        """Return the label of the item `number`, as browsers write it."""
        return f"{_LABELS[self.style](number) if number > 0 else number}."


def numbering(tag: Element) -> Numbering:
    """Return the numbering that the list `tag` declares."""
    style = _list_style(tag) or ("decimal" if tag.name == "ol" else "")
    return Numbering("" if style == "bullet" else style, _number(tag, "start"), tag.has_attr("reversed"))


def item_number(tag: Element) -> int | None:
    """Return the number that a list item states itself."""
    return _number(tag, "value")


def _list_style(tag: Element) -> str:
    declared = styles(tag) if tag.has_attr("style") else {}
    written = f"{declared.get('list-style-type', '')} {declared.get('list-style', '')}".split()
    known = [_STYLE_NAMES[word] for word in written if word in _STYLE_NAMES]
    by_type = _STYLE_NAMES.get((tag.get("type") or "").strip()) if tag.name == "ol" else None
    return known[0] if known else by_type or ""


def _number(tag: Element, name: str) -> int | None:
    written = (tag.get(name) or "").strip()
    return int(written) if re.fullmatch(r"-?[0-9]{1,6}", written) else None


def _letters(number: int, first: str, count: int) -> str:
    found = ""
    while number:
        number, place = divmod(number - 1, count)
        found = chr(ord(first) + place) + found
    return found


def _greek(number: int) -> str:
    letters = "αβγδεζηθικλμνξοπρστυφχψω"
    return letters[number - 1] if number <= len(letters) else str(number)


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    found = ""
    for value, letters in _ROMAN:
        found += letters * (number // value)
        number %= value
    return found


_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_LABELS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimal-leading-zero": "{:02}".format,
    "lower-alpha": lambda number: _letters(number, "a", 26),
    "upper-alpha": lambda number: _letters(number, "A", 26),
    "lower-roman": _roman,
    "upper-roman": lambda number: _roman(number).upper(),
    "lower-greek": _greek,
}
_STYLE_NAMES = {
    **{style: style for style in _LABELS},
    **dict.fromkeys(["none", "disc", "circle", "square"], "bullet"),
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "lower-latin": "lower-alpha",
    "upper-latin": "upper-alpha",
}
"""By value of `type` or of `list-style-type`."""
