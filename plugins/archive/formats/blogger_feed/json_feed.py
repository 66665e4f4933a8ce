"""Read feed pages in Google's JSON, bare or wrapped in a function call (JSONP), as if they were Atom.

Each entry is parsed on its own, so that a damaged entry or a truncated page costs nothing else. An entry starts with
the same key as the first one, after a bracket or comma; inside a string, where quotes are escaped, that can't occur.
Words are counted by scanning the text, not by the parser ("Feed pages" in docs/formats.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lxml import etree

from archive.errors import UnreadableSource
from archive.formats.blogger_feed.entries import NAMESPACES, read_entry, texts_of
from archive.formats.blogger_feed.entries_stream import EntryParser, FileRecords
from archive.formats.blogger_feed.entry_splitter import DecodedText
from archive.formats.blogger_feed.words import FACTS, TEXTS, FeedText, is_html
from archive.formats.changed_characters import changed_in_markup
from archive.formats.records import ParsedRecord, Remark, WordCount
from archive.sources.document import Document
from archive.text import clean

LARGEST = 64 * 2**20
"""Largest page in bytes; it is read into memory. Blogger returns at most 500 entries."""

_FEED = re.compile(r'\s*+(?://[^\n]*+\s*+)?(?:[\w.$]{1,100}\s*+\(\s*+)?\{\s*+"')
_FIRST_ENTRY = re.compile(r'"entry"\s*+:\s*+\[?\s*+\{\s*+"([\w$-]{1,60})"\s*+:')
_END = re.compile(r"\s*+\]?\s*+\}[^{]*\}\s*+\)?\s*+;?\s*+")
_FIELD = re.compile(r'"([\w$-]{1,60})"\s*+:\s*+(?:\[\s*+)?(\{(?:[^{}"\[\]]|"(?:[^"\\]|\\.)*+")*+\})', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_KEY = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)


def is_json_feed(start: str) -> bool:
    """Return True if a text with this beginning is a feed page in Google's JSON."""
    return bool(_FEED.match(start)) and '"$t"' in start and re.search(r'"(?:feed|entry)"\s*:', start) is not None


def read_json_entries(document: Document, parse: EntryParser) -> Iterator[ParsedRecord]:
    """Yield the records of a feed page. Raises UnreadableSource if it is larger than LARGEST."""
    if document.size > LARGEST:
        raise UnreadableSource(
            f"{document.name}: skipped: it is too large for one feed page; fetch it in smaller pages"
        )
    with document.open() as file:
        decoder = DecodedText(file)
        decoded = "".join(decoder.chunks())
    records = FileRecords()
    yield from _read(clean(decoded), parse, records)
    yield from changed_in_markup(decoded, guessed=decoder.guessed)
    if remark := decoder.remark():
        yield Remark(f"the file: {remark}")
    yield WordCount(records.words)


def _read(text: str, parse: EntryParser, records: FileRecords) -> Iterator[ParsedRecord]:
    cuts = _entry_starts(text)
    yield from records.outside_entries(_words(text[: cuts[0]]), is_blog_name=True)
    tail = ""
    for start, end in pairwise(cuts):
        entry, tail = _split_entry(text[start:end])
        source = text[start : end - len(tail)]
        if entry is None or not _is_separator(tail, is_last=end == len(text)) or not _words_agree(entry, source):
            yield from records.damaged(_unescaped(text[start:end]))
            tail = ""
        else:
            yield from _entry(entry, source, parse, records)
    yield from records.outside_entries(_words(tail), is_blog_name=True)
    if len(cuts) > 1 and not _END.fullmatch(tail):
        yield records.remark("the file is incomplete; copy it again")


def _entry_starts(text: str) -> list[int]:
    """Return the position of each entry, then that of the end of the text."""
    first = _FIRST_ENTRY.search(text)
    if first is None:
        return [len(text)]
    sign = re.compile(rf'[\[,:]\s*+(?=\{{\s*+"{re.escape(first[1])}"\s*+:)')
    return [*(found.end() for found in sign.finditer(text, first.start())), len(text)]


def _split_entry(source: str) -> tuple[etree._Element | None, str]:
    """Return the entry at the start of `source` (None if it is damaged) and the text after it."""
    try:
        entry, end = json.JSONDecoder(object_pairs_hook=_object_without_duplicates).raw_decode(source)
        return _element(entry), source[end:]
    except (ValueError, RecursionError):
        return None, ""


def _is_separator(tail: str, is_last: bool) -> bool:
    """Return True if `tail` may follow a complete entry: a comma, or the end of the list after the last one."""
    tail = tail.strip()
    return tail[:1] in ("", "]", "}") if is_last else tail == ","


def _words_agree(entry: etree._Element, source: str) -> bool:
    """Return True if the parser found as many words as the scan. Otherwise there is text in unexpected fields."""
    return sum(len(text.words) for _, text in texts_of(entry)) == len(_words(source))


def _entry(element: etree._Element, source: str, parse: EntryParser, records: FileRecords) -> Iterator[ParsedRecord]:
    made = parse(read_entry(element), records.next_number())
    records.words += len(_words(source)) + made.added_words
    yield from made.records
    yield from changed_in_markup(_without_escapes(source), (records.number, records.number))


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object. Raises ValueError for a duplicate key, because the first value would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key in a JSON object")
    return found


def _element(entry: dict[str, Any]) -> etree._Element:
    """Return the XML element that this JSON was made from: "thr$total" is the element `thr:total`, "$t" its text.

    Raises ValueError if there is text where Google writes none.
    """
    if "$t" in entry or any(isinstance(entry.get(name), str) for name in TEXTS):
        raise ValueError("text in an unexpected place")
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
    return f"{{{NAMESPACES.get(prefix, ('urn:other',))[0]}}}{local}" if prefix else key


def _words(source: str) -> list[str]:
    """Return the words of the text fields in a part of the page, in order."""
    return [word for name, field in _FIELD.findall(source) for word in _words_of_field(name, field)]


def _words_of_field(key: str, field: str) -> list[str]:
    name = key.rpartition("$")[2]
    try:
        said = json.loads(field)
    except (ValueError, RecursionError):
        return []
    if name in FACTS or "$t" not in said:
        return []
    return FeedText(str(said["$t"]), name in TEXTS and is_html(name, said.get("type"))).words


def _unescaped(source: str) -> str:
    """Undo the JSON escapes in a damaged part of the page."""
    return clean(_without_escapes(source))


def _without_escapes(source: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else f" {found[2]}", source)
