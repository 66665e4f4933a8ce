"""The address that a program wrote into a page when it saved it: browsers, SingleFile, HTTrack and others.

The rule: such a header counts at the start or the end of the page, where programs write it; in between it may have been
pasted with a text. The time of saving in it is never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.copied_urls import plain_url
from archive.formats.page_statements.statements import Said, Statement
from archive.markup.html_pages import Element

_TOP, _BOTTOM = 8192, 4096
"""Characters in which to look. SingleFile writes its header after the start tag `<html>` with all its attributes."""
_URL = r"(?P<url>[^\s<>]+)"
_HEADERS = (
    ("the browser's “saved from”", re.compile(rf"saved from url=\(\d+\)\s*{_URL}", re.IGNORECASE)),
    ("SingleFile's header", re.compile(rf"saved with SingleFile\S*\s.*?\burl:\s*{_URL}", re.IGNORECASE | re.DOTALL)),
    ("HTTrack's header", re.compile(rf"Mirrored from\s+{_URL}\s+by HTTrack", re.IGNORECASE)),
    ("WebCopy's header", re.compile(rf"(?:Source|Original) (?:url|uri|address):?\s+{_URL}", re.IGNORECASE)),
    (
        "the header of the saving program",
        re.compile(
            rf"\b(?:saved|mirrored|archived|captured|copied|downloaded|retrieved|fetched)\s+from:?\s+{_URL}",
            re.IGNORECASE,
        ),
    ),
)
_ATTRIBUTES = {"data-scrapbook-source": "ScrapBook's header", "data-source-url": "the header of the saving program"}
_ADDRESS = re.compile(r"(?:https?:/{1,2}|file:/|[\w-]+(?:\.[\w-]+)+[/:]|[\w-]+(?:\.[\w-]+)+\Z)", re.IGNORECASE)
_MOST_COMMENTS = 40


def header_statements(html: str, elements: Iterable[Element]) -> Said:
    """Return the address in the header of a saving program."""
    found = [*_in_attributes(elements), *_in_comments(html)]
    return {"address": found} if found else {}


def is_httrack_copy(html: str) -> bool:
    """Return True for a page that HTTrack mirrored: it says so at the start or at the end."""
    return any("by HTTrack" in part for part in (html[:_TOP], html[-_BOTTOM:]))


def _in_attributes(elements: Iterable[Element]) -> Iterator[Statement]:
    for element in elements:
        if element.name == "html":
            for name, where in _ATTRIBUTES.items():
                if address := _address(element.attributes.get(name, "")):
                    yield Statement(address, where)


def _in_comments(html: str) -> Iterator[Statement]:
    top, bottom = html[:_TOP], html[-_BOTTOM:] if len(html) > _TOP + _BOTTOM else ""
    for comment in (*_comments(top), *_comments(bottom)):
        for where, pattern in _HEADERS:
            found = pattern.search(comment)
            if found and (address := _address(found["url"])):
                yield Statement(address, where)
                break


def _comments(html: str) -> Iterator[str]:
    at = 0
    for _ in range(_MOST_COMMENTS):
        start = html.find("<!--", at)
        at = html.find("-->", start)
        if start < 0 or at < 0:
            return
        yield html[start + len("<!--") : at]


def _address(written: str) -> str | None:
    """Return the address; HTTrack writes it without a scheme."""
    if not _ADDRESS.match(written):
        return None
    url = plain_url(written)
    return url if re.match(r"https?:/|file:", url, re.IGNORECASE) else f"http://{url}"
