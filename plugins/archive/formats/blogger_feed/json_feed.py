"""Feed pages in Google's JSON, bare or wrapped in a call (JSONP), read as if they were Atom (forms.md 3.5).

The rule: each entry is parsed for itself, so that a damaged one harms no other and a page that is cut gives all it has.
Where entries begin is found by the first key of the first one, behind a bracket or comma: in a string, where quotes are
escaped, that cannot stand. The words are counted by scanning the text, not by the parser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lxml import etree

from archive.errors import UnreadableSource
from archive.formats.blogger_feed.entries import SPACES, entry_of, texts_of
from archive.formats.blogger_feed.entries_stream import Judge, Rests
from archive.formats.blogger_feed.entry_splitter import DecodedText
from archive.formats.blogger_feed.words import FACTS, TEXTS, Text, is_html
from archive.formats.records import ParsedRecord, Remark, WordCount
from archive.sources.document import Document
from archive.text import clean

LARGEST = 64 * 2**20
"""Bytes of a page, which is read at once. Blogger gives at most 500 entries."""

_PAGE = re.compile(r'\s*+(?://[^\n]*+\s*+)?(?:[\w.$]{1,100}\s*+\(\s*+)?\{\s*+"')
_FIRST = re.compile(r'"entry"\s*+:\s*+\[?\s*+\{\s*+"([\w$-]{1,60})"\s*+:')
_END = re.compile(r"\s*+\]?\s*+\}[^{]*\}\s*+\)?\s*+;?\s*+")
_FIELD = re.compile(r'"([\w$-]{1,60})"\s*+:\s*+(?:\[\s*+)?(\{(?:[^{}"\[\]]|"(?:[^"\\]|\\.)*+")*+\})', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_KEY = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)


def is_page(start: str) -> bool:
    """Whether a text that starts so is a page of Google's JSON."""
    return bool(_PAGE.match(start)) and '"$t"' in start and re.search(r'"(?:feed|entry)"\s*:', start) is not None


def json_found(document: Document, judge: Judge) -> Iterator[ParsedRecord]:
    """All that `document` holds, as `judge` sees it. Raises UnreadableSource if it is too large for a page."""
    if document.size > LARGEST:
        raise UnreadableSource(f"{document.name}: not read: too large for one feed page; fetch it in smaller pages")
    with document.open() as file:
        decoder = DecodedText(file)
        text = clean("".join(decoder.pieces()))
    rests = Rests()
    yield from _read(text, judge, rests)
    if remark := decoder.remark():
        yield Remark(f"the file: {remark}")
    yield WordCount(rests.words)


def _read(text: str, judge: Judge, rests: Rests) -> Iterator[ParsedRecord]:
    cuts = _cuts(text)
    yield from rests.frame(_words(text[: cuts[0]]), is_known=True)
    tail = ""
    for start, end in pairwise(cuts):
        entry, tail = _parted(text[start:end])
        source = text[start : end - len(tail)]
        if entry is None or not _may_follow(tail, is_last=end == len(text)) or not _agree(entry, source):
            yield from rests.damaged(_unescaped(text[start:end]))
            tail = ""
        else:
            yield from _entry(entry, source, judge, rests)
    yield from rests.frame(_words(tail), is_known=True)
    if len(cuts) > 1 and not _END.fullmatch(tail):
        yield rests.remark("the file ends here but is not at its end; copy it once more")


def _cuts(text: str) -> list[int]:
    """Where the entries begin, and the end of the text."""
    first = _FIRST.search(text)
    if first is None:
        return [len(text)]
    sign = re.compile(rf'[\[,:]\s*+(?=\{{\s*+"{re.escape(first[1])}"\s*+:)')
    return [*(found.end() for found in sign.finditer(text, first.start())), len(text)]


def _parted(source: str) -> tuple[etree._Element | None, str]:
    """The entry that `source` begins with, None if it is damaged, and what follows it."""
    try:
        entry, end = json.JSONDecoder(object_pairs_hook=_object).raw_decode(source)
        return _element(entry), source[end:]
    except (ValueError, RecursionError):
        return None, ""


def _may_follow(tail: str, is_last: bool) -> bool:
    """Whether an entry can be whole that `tail` follows: a comma before the next one, the end of all after the last."""
    tail = tail.strip()
    return tail[:1] in ("", "]", "}") if is_last else tail == ","


def _agree(entry: etree._Element, source: str) -> bool:
    """Whether the parser found as many words as the scan; otherwise texts stand where Google puts none."""
    return sum(len(text.words) for _, text in texts_of(entry)) == len(_words(source))


def _entry(element: etree._Element, source: str, judge: Judge, rests: Rests) -> Iterator[ParsedRecord]:
    made = judge(entry_of(element), rests.next_number())
    rests.words += len(_words(source)) + made.added
    yield from made.found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, whose keys have to differ: of two alike, the first would be lost in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _element(entry: dict[str, Any]) -> etree._Element:
    """The element that Google made this JSON of: "thr$total" is the element `thr:total`, "$t" its text. Raises
    ValueError if there can be none."""
    if "$t" in entry or any(isinstance(entry.get(name), str) for name in TEXTS):
        raise ValueError("a text that stands where none can")
    root = etree.Element("entry")
    pending = [(root, entry)]
    while pending:
        element, value = pending.pop()
        for key, part in value.items():
            if isinstance(part, dict | list):
                for child in part if isinstance(part, list) else [part]:
                    pending.append((etree.SubElement(element, _qualified(key)), _as_object(child)))
            elif key == "$t":
                element.text = clean(str(part))
            elif _KEY.fullmatch(key):
                element.set(key, clean(str(part)))
    return root


def _as_object(child: object) -> dict[str, Any]:
    return child if isinstance(child, dict) else {"$t": child}


def _qualified(key: str) -> str:
    prefix, _, local = key.rpartition("$")
    return f"{{{SPACES.get(prefix, ('urn:other',))[0]}}}{local}" if prefix else key


def _words(source: str) -> list[str]:
    """The words of a part of the page, in order: those of the fields that hold a text."""
    return [word for name, field in _FIELD.findall(source) for word in _words_of_field(name, field)]


def _words_of_field(key: str, field: str) -> list[str]:
    name = key.rpartition("$")[2]
    try:
        said = json.loads(field)
    except (ValueError, RecursionError):
        return []
    if name in FACTS or "$t" not in said:
        return []
    return Text(str(said["$t"]), name in TEXTS and is_html(name, said.get("type"))).words


def _unescaped(source: str) -> str:
    """A damaged part of the page as it can be read."""
    return clean(_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else f" {found[2]}", source))
