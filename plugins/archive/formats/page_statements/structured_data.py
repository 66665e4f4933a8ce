"""Statements in JSON-LD (`<script type="application/ld+json">`): posts, articles, the page itself, and comments.

The rule: a node speaks of a post if its type is a kind of article, and of the page if it is a kind of web page. Nodes
may be nested in any depth, in lists and in `@graph`. What is no valid JSON says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from archive.copied_urls import plain_url
from archive.formats.page_statements.statements import CommentStatement, Said, Statement
from archive.text import clean

_POSTS = re.compile(r"(?:\w*(?:Posting|Article|Report)|CreativeWork|Review|Message)\Z")
_PAGES = re.compile(r"\w*(?:WebPage|ItemPage|AboutPage)\Z")
_COMMENTS = re.compile(r"(?:User)?Comments?\Z|Answer\Z")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_COMMENT_ANCHOR = re.compile(r"(?:#c|/comments/default/|\bcomment-)([0-9]+)\Z|^([0-9]{6,25})\Z")
_DIGITS = re.compile(r"(?:post-|/)?([0-9]{6,25})\Z")
_MOST_NODES = 20_000
_KEYS = {
    "address": ("mainEntityOfPage", "url", "@id"),
    "title": ("headline", "name"),
    "author": ("author", "creator"),
    "published": ("datePublished", "dateCreated"),
    "post_id": ("identifier", "postId"),
}


@dataclass
class StructuredData:
    """Everything that the JSON-LD of a page says."""

    page: Said = field(default_factory=dict)
    entries: list[Said] = field(default_factory=list)
    comments: list[CommentStatement] = field(default_factory=list)


def structured_data(scripts: Iterable[str]) -> StructuredData:
    """Read the JSON-LD in `scripts`."""
    found = StructuredData()
    for script in scripts:
        for node in _nodes(_parsed(script)):
            types = _types(node)
            if any(map(_COMMENTS.match, types)):
                found.comments += _comment(node)
            elif any(map(_POSTS.match, types)) and (said := _said(node)):
                found.entries.append(said)
            elif any(map(_PAGES.match, types)):
                found.page |= {fact: said for fact, said in _said(node).items() if fact == "address"}
    return found


def _parsed(script: str) -> Any:
    text = script
    while (inner := _WRAPPING.sub("", text)) != text:
        text = inner
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects in the order of the text, outer ones first."""
    waiting = [value]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += reversed(list(each.values()))
        elif isinstance(each, list):
            waiting += reversed(each)


def _types(node: dict[str, Any]) -> list[str]:
    written = node.get("@type")
    names = written if isinstance(written, list) else [written]
    return [re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)]


def _said(node: dict[str, Any]) -> Said:
    said: Said = {}
    for fact, keys in _KEYS.items():
        for key in keys:
            value = _name(node.get(key)) if fact in ("title", "author") else _text(node.get(key), "@id", "url", "value")
            value = _usable(fact, value)
            if value:
                said.setdefault(fact, []).append(Statement(value, f"JSON-LD {key}"))
    if labels := [Statement(label, "JSON-LD keywords") for label in _labels(node.get("keywords"))]:
        said["labels"] = labels
    return said


def _labels(value: Any) -> list[str]:
    """Return the labels in a list, or in a text in which commas part them."""
    texts = [_text(each, "name") for each in value] if isinstance(value, list) else _text(value, "name").split(",")
    return [label for text in texts if (label := text.strip())]


def _usable(fact: str, value: str) -> str:
    if fact == "address":
        url = plain_url(value)
        return "" if url.startswith("#") else url.partition("#")[0]
    if fact == "post_id":
        found = _DIGITS.search(value)
        return found[1] if found else ""
    return value


def _text(value: Any, *keys: str) -> str:
    """Return a text, or the text under one of `keys` of an object; of a list, that of its first member."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str | int)), None)
    return " ".join(clean(str(value)).split()) if isinstance(value, str | int) and value is not True else ""


def _name(value: Any) -> str:
    names = [_text(each, "name") for each in (value if isinstance(value, list) else [value])]
    return ", ".join(name for name in names if name and not name.startswith(("http:", "https:")))


def _comment(node: dict[str, Any]) -> Iterator[CommentStatement]:
    for key in ("url", "@id", "identifier"):
        if found := _COMMENT_ANCHOR.search(_text(node.get(key), "@id", "value")):
            published = _text(node.get("dateCreated")) or _text(node.get("datePublished")) or None
            yield CommentStatement(found[1] or found[2], _name(node.get("author")) or None, published)
            return
