"""Read the posts and comments of samples a second time, with lxml alone, to compare them word by word.

It shares nothing with the importers: elements are found by the names that Blogger writes, entries by their elements in
the feed, and text is what lxml gives. Block elements and line breaks separate words, as in a browser.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.etree
import lxml.html

from archive.formats import read
from archive.formats.records import ParsedComment, ParsedPost
from archive.markup.render import to_text
from archive.sources.files import document_of, find_sources
from followed_words import words_of_elements
from marked_pages import texts_of_blogger_page

_ATOM = "{http://www.w3.org/2005/Atom}"
REMOVED = "(the placeholder of a removed comment)"
_START = re.compile(r".*?(?=<html\b)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Difference:
    """Words of one text that differ: what only lxml has, and what only the published text has."""

    owner: str
    only_in_source: tuple[str, ...]
    only_published: tuple[str, ...]


def texts_of_page(path: Path) -> dict[str, list[str]]:
    """Return the words of each post and comment of a saved page, by Blogger's digits."""
    html = path.read_text(encoding="utf-8", errors="replace")
    start = _START.match(html)
    root = lxml.html.document_fromstring(html[start.end() :] if start else html)
    found = {}
    for text in texts_of_blogger_page(root):
        for apart in text.apart:
            apart.drop_tree()
        kind, _, digits = text.owner.partition(" ")
        if kind != "title":
            found[digits] = words_of_elements(text.elements)
    return found


def texts_of_feed(path: Path) -> dict[str, list[str]]:
    """Return the words of each entry of an export, a Takeout or an Atom feed, by Blogger's digits."""
    root = lxml.etree.fromstring(path.read_bytes(), lxml.etree.XMLParser(recover=True, huge_tree=True))
    found: dict[str, list[str]] = {}
    for entry in root.iter(f"{_ATOM}entry"):
        content, digits = entry.find(f"{_ATOM}content"), _digits(entry.findtext(f"{_ATOM}id"))
        kinds = {one.get("term", "").rpartition("#")[2] for one in entry.iter(f"{_ATOM}category")}
        if content is not None and not kinds & {"settings", "template"}:
            found[_new(digits, found)] = words_of_html(content.text or "")
    return found


def texts_of_json(path: Path) -> dict[str, list[str]]:
    """Return the words of each entry of a JSON feed, which may be wrapped in a call."""
    text = path.read_text(encoding="utf-8")
    feed = json.loads(text[text.index("{") : text.rindex("}") + 1])["feed"]
    entries = [entry for entry in feed["entry"] if "content" in entry]
    return {_digits(entry["id"]["$t"]): words_of_html(entry["content"]["$t"]) for entry in entries}


def words_of_html(html: str) -> list[str]:
    return words_of_elements([lxml.html.fragment_fromstring(html, create_parent="div")]) if html.strip() else []


def _digits(tag: str | None) -> str:
    found = re.search(r"(?:post|page)-(\d+)$", tag or "")
    return found.group(1) if found else ""


def _new(name: str, known: dict[str, list[str]]) -> str:
    """Return the name, or another one if there is none or another text has it."""
    return f"{name}#{len(known)}" if not name or name in known else name


def published_words(path: Path) -> dict[str, list[str]]:
    """Return the words of each post and comment as the importer reads them, by Blogger's digits."""
    found: dict[str, list[str]] = {}
    for record in read(document_of(find_sources([path])[0])).records:
        if isinstance(record, ParsedPost):
            found[_new(_digits(record.id), found)] = to_text(record.body).split()
        for one in record.comments if isinstance(record, ParsedPost) else (record,):
            if isinstance(one, ParsedComment):
                words = [REMOVED] if one.removed else to_text(one.body).split()
                found[_new(one.id or "", found)] = words
    return found


def differences(source: dict[str, list[str]], published: dict[str, list[str]]) -> Iterator[Difference]:
    """Yield what differs. A text that only one of the two has differs in all its words.

    A text whose ids are not Blogger's is compared with the one that has most of its words.
    """
    same = _alike(
        {owner: words for owner, words in source.items() if owner not in published},
        {owner: words for owner, words in published.items() if owner not in source},
    )
    for owner in sorted({*source, *published} - set(same.values())):
        left, right = source.get(owner, []), published.get(same.get(owner, owner), [])
        if left != right and right != [REMOVED]:
            yield Difference(owner, *_only(left, right))


def _alike(source: dict[str, list[str]], published: dict[str, list[str]]) -> dict[str, str]:
    """Return which text of `published` has most words of each text of `source`."""
    alike: dict[str, str] = {}
    for owner, words in source.items():
        shared = {
            other: (Counter(words) & Counter(others)).total()
            for other, others in published.items()
            if other not in alike.values()
        }
        if shared and shared[best := max(shared, key=lambda other: shared[other])] > len(words) / 2:
            alike[owner] = best
    return alike


def _only(left: Sequence[str], right: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lost: list[str] = []
    added: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            lost += left[a:b]
            added += right[c:d]
    return tuple(lost), tuple(added)
