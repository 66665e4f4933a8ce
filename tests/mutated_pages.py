"""Change the mark-up of a saved page and leave its words and their order within each text alone.

A mutation is a list of changes, chosen by a seed: parts of the page change places, elements are wrapped or renamed,
classes and ids become unknown ones, and the page is written in another notation. The words of a text are never moved
into another text, so that what is expected of the page stays true.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import lxml.html
from lxml.etree import _Element

ANCHOR = re.compile(r"c\d+")
"""The id or name of a comment's anchor."""
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_RAW = {"script", "style", "noscript", "iframe", "textarea", "title"}
_FIXED = _VOID | _RAW | {"html", "head", "body", "svg", "use", "path", "form", "option", "select", "button", "object"}
_TABLE_PARTS = {"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup", "dt", "dd", "summary"}
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "font", "i", "q", "s", "small", "span", "strong", "time", "u"}
_RENAMED = {
    "div": ("section", "div"),
    "section": ("div",),
    "article": ("div", "section"),
    "aside": ("div",),
    "header": ("div",),
    "footer": ("div",),
    "main": ("div",),
    "nav": ("div",),
    "h1": ("h2", "div"),
    "h2": ("h3", "div"),
    "h3": ("h2", "div"),
    "h4": ("h3", "p", "div"),
    "span": ("b", "i", "font"),
    "cite": ("span", "b"),
    "p": ("div",),
    "li": ("div",),
    "ul": ("div",),
    "ol": ("div",),
    "dl": ("div",),
    "dt": ("div", "p"),
    "dd": ("div",),
    "abbr": ("span",),
    "time": ("span",),
}
_SYLLABLES = ("ba", "kel", "mo", "rit", "su", "van", "dox", "pe", "lum", "gra", "tys", "on")


@dataclass(frozen=True)
class Mutation:
    """What is done to a page."""

    changes: tuple[str, ...]
    anchors: bool
    """True if the anchors of the comments are kept."""


def mutated(root: _Element, doctype: str, seed: str) -> tuple[str, Mutation]:
    """Change the page by the seed. Return its HTML, and what was done. `root` is changed."""
    dice = random.Random(seed)
    changes = sorted(dice.sample(range(len(_CHANGES)), dice.choice((1, 1, 2, 2, 3, 4))))
    anchors = dice.random() < 0.6
    names = tuple(_CHANGES[number].__name__ for number in changes)
    for number in changes:
        _CHANGES[number](root, dice, anchors)
    return doctype + Notation.by(dice).written(root), Mutation(names, anchors or "unknown_names" not in names)


# Parts that change places


def parts_change_places(root: _Element, dice: random.Random, anchors: bool) -> None:
    """Move the sidebar before the posts, the header behind them, the comments before the footer of the post."""
    body = root.find("body")
    for moved in dice.sample(
        (_sidebar_first, _header_last, _comments_before_footer, _shuffle_gadgets), dice.choice((1, 2, 4))
    ):
        moved(root, body, dice)


_SIDEBARS = (
    "//*[@id='sidebar-wrapper'] | //*[@id='sidebar-wrapper1'] | //div[@class='column-right-outer']"
    " | //div[@id='sidebar'] | //aside"
)
_HEADERS = "//*[@id='header-wrapper'] | //div[@class='header-outer'] | //div[@id='header'] | //header[@role='banner']"
_BODIES = "//*[contains(concat(' ', @class, ' '), ' post-body ') or @itemprop='articleBody']"


def _sidebar_first(root: _Element, body: _Element, dice: random.Random) -> None:
    for sidebar in root.xpath(_SIDEBARS)[:1]:
        _move(sidebar, partial(body.insert, 0))


def _header_last(root: _Element, body: _Element, dice: random.Random) -> None:
    for header in root.xpath(_HEADERS)[:1]:
        _move(header, body.append)


def _comments_before_footer(root: _Element, body: _Element, dice: random.Random) -> None:
    (comments, *_), bodies = root.xpath("//*[@id='comments']") or [None], root.xpath(_BODIES)
    if comments is not None and len(bodies) == 1 and bodies[0] not in comments.iterancestors():
        _move(comments, bodies[0].addnext)


def _shuffle_gadgets(root: _Element, body: _Element, dice: random.Random) -> None:
    for section in root.xpath("//*[contains(concat(' ', @class, ' '), ' section ')]"):
        gadgets = [one for one in section if "widget" in (one.get("class") or "").split()]
        if len(gadgets) > 1:
            dice.shuffle(gadgets)
            for gadget in gadgets:
                _move(gadget, section.append)


def _move(element: _Element, insert: Callable[[_Element], None]) -> None:
    """Move an element without the text behind it."""
    tail, element.tail = element.tail, None
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (tail or "")
    elif (parent := element.getparent()) is not None:
        parent.text = (parent.text or "") + (tail or "")
    insert(element)


# Elements that are wrapped or renamed


def wrapped_elements(root: _Element, dice: random.Random, anchors: bool) -> None:
    """Put unknown elements around some elements, or around some neighbours."""
    wrappable = [one for one in root.find("body").iterdescendants() if _is_wrappable(one)]
    for element in dice.sample(wrappable, min(len(wrappable), dice.randint(1, 8))):
        if dice.random() < 0.5 and element.getparent() is not None and not _is_inline(element):
            _wrap_run(element, dice)
        else:
            _wrap([element], "span" if _is_inline(element) else dice.choice(("div", "section")), dice)


def _is_wrappable(element: _Element) -> bool:
    return isinstance(element.tag, str) and element.tag not in _FIXED | _TABLE_PARTS and not _within_svg(element)


def _within_svg(element: _Element) -> bool:
    return any(one.tag in ("svg", "select") for one in element.iterancestors())


def _is_inline(element: _Element) -> bool:
    return element.tag in _INLINE or any(one.tag in _INLINE | {"p"} for one in element.iterancestors())


def _wrap_run(element: _Element, dice: random.Random) -> None:
    """Wrap the element and some of the elements that follow it."""
    run = [element]
    for one in element.itersiblings():
        if not isinstance(one.tag, str) or one.tag in _TABLE_PARTS or len(run) > dice.randint(1, 4):
            break
        run.append(one)
    _wrap(run, dice.choice(("div", "section")), dice)


def _wrap(run: Sequence[_Element], tag: str, dice: random.Random) -> None:
    wrapper = lxml.html.Element(tag, {"class": _unknown(dice)})
    run[0].addprevious(wrapper)
    tail, run[-1].tail = run[-1].tail, None
    for element in run:
        wrapper.append(element)
    wrapper.tail = tail


def renamed_elements(root: _Element, dice: random.Random, anchors: bool) -> None:
    """Give each kind of element another name, everywhere or in some places."""
    share = dice.choice((1.0, 1.0, 0.4))
    table = {tag: dice.choice(others) for tag, others in _RENAMED.items() if dice.random() < 0.7}
    for element in [one for one in root.find("body").iterdescendants() if isinstance(one.tag, str)]:
        if element.tag in table and dice.random() < share:
            element.tag = table[element.tag]


# Names


def unknown_names(root: _Element, dice: random.Random, anchors: bool) -> None:
    """Replace classes and ids by unknown ones, all of them or some. `anchors` says if those of the comments stay."""
    share = dice.choice((1.0, 1.0, 0.5))
    known: dict[str, str] = {}

    def replaced(name: str) -> str:
        if ANCHOR.fullmatch(name) and anchors:
            return name
        if name not in known:
            known[name] = _unknown(dice) if dice.random() < share or ANCHOR.fullmatch(name) else name
        return known[name]

    links = not anchors and dice.random() < 0.5
    for element in [one for one in root.iterdescendants() if isinstance(one.tag, str)] + [root]:
        if element.get("class"):
            element.set("class", " ".join(map(replaced, element.get("class").split())))
        if element.get("id"):
            element.set("id", replaced(element.get("id")))
        if ANCHOR.fullmatch(element.get("name") or ""):
            element.set("name", replaced(element.get("name")))
        if links and re.search(r"#c\d+$", element.get("href") or ""):
            element.set("href", re.sub(r"#c\d+$", "", element.get("href")))


def _unknown(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=3)) + str(dice.randrange(100))


def only_another_notation(root: _Element, dice: random.Random, anchors: bool) -> None:
    """Change nothing but the notation, which every mutation changes."""


_CHANGES = (parts_change_places, wrapped_elements, renamed_elements, unknown_names, only_another_notation)


# Notation


@dataclass(frozen=True)
class Notation:
    """How a page is written."""

    quote: str
    """The quotation mark of attributes; "" if they are written without one where HTML allows it."""
    entities: str
    """"plain", "decimal", "hex" or "letters": how characters are written."""
    upper: bool
    slash: str

    @classmethod
    def by(cls, dice: random.Random) -> Notation:
        entities = dice.choice(("plain", "plain", "decimal", "hex", "letters"))
        return cls(dice.choice(("'", '"', "")), entities, dice.random() < 0.2, dice.choice(("", "/", " /")))

    def written(self, element: _Element) -> str:
        return "".join(self._parts(element))

    def _parts(self, element: _Element) -> Iterator[str]:
        """Yield the page's source, without recursion: saved pages may be nested deeply."""
        todo: list[_Element | str] = [element]
        while todo:
            one = todo.pop()
            if isinstance(one, str):
                yield one
                continue
            tail = self._text(one.tail) if one is not element else ""
            if not isinstance(one.tag, str):
                yield f"<!--{one.text or ''}-->" if one.tag is lxml.etree.Comment else ""
                yield tail
                continue
            tag = one.tag.upper() if self.upper else one.tag
            yield f"<{tag}{''.join(self._attribute(*item) for item in one.items())}"
            if one.tag in _VOID:
                yield f"{' ' if self.slash and not self.quote else ''}{self.slash}>{tail}"
                continue
            yield ">" + ((one.text or "") if one.tag in _RAW - {"title", "textarea"} else self._text(one.text))
            todo += [tail, f"</{tag}>", *reversed(one)]

    def _attribute(self, name: str, value: str) -> str:
        if not self.quote and re.fullmatch(r"[\w:/.#;=&?%-]*[\w#;%-]", value) and "=" not in value[:1]:
            return f" {name}={value.replace('&', '&amp;')}"
        quote = self.quote or '"'
        escaped = value.replace("&", "&amp;").replace(quote, "&#39;" if quote == "'" else "&quot;")
        return f" {name}={quote}{escaped}{quote}"

    def _text(self, text: str | None) -> str:
        return "".join(map(self._character, text or ""))

    def _character(self, sign: str) -> str:
        if sign in "&<>":
            named = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[sign]
            return {"decimal": f"&#{ord(sign)};", "hex": f"&#x{ord(sign):x};"}.get(self.entities, named)
        if self.entities == "letters" and sign in "eoy":
            return f"&#{ord(sign)};"
        if ord(sign) > 126 and self.entities != "plain":
            return f"&#x{ord(sign):X};" if self.entities == "hex" else f"&#{ord(sign)};"
        return sign
