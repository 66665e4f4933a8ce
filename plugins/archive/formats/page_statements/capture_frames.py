"""The frame that archive.today writes around a page that it shows.

The rule: of the frame only the address after the time of capture and the words of `<title>` are the page's. Its other
statements, such as `article:published_time` and `<time itemprop=pubdate>`, are about the capture.

The mark-up is that of pages of 2017 and 2018 that others have put into public repositories: the name of the archive in
`og:site_name`, `http://archive.today/20180505222855/https://…` as `rel=bookmark`, its short address as `rel=canonical`,
its bar in `<div id=HEADER>`, and the page in `<div id=CONTENT>` with styles instead of classes. Links lead to
`/o/<name>/<address>`, and within the page to `/<name>#…`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.copied_urls import original_url
from archive.markup.html_pages import Element, HtmlPage

_HOST = re.compile(r"archive\.(?:today|is|ph|li|md|vn|fo)", re.IGNORECASE)
_SHORT_ADDRESS = re.compile(rf"(?:https?:)?//{_HOST.pattern}/(?P<name>\w+)(?P<fragment>#.+)?", re.IGNORECASE)


@dataclass(frozen=True)
class CaptureFrame:
    """The frame around one page."""

    name: str
    """The archive's name of the capture: "XvEff"."""
    url: str
    """The original address of the page."""
    start: int
    end: int
    """Where the page itself is in the source."""

    def original(self, written: str) -> str:
        """Return the original of a link to a place on the page; any other address is returned unchanged."""
        found = _SHORT_ADDRESS.fullmatch(written.strip())
        is_here = found and found["fragment"] and found["name"] == self.name
        return f"{self.url}{found['fragment']}" if found and is_here else written

    def holds(self, element: Element) -> bool:
        """Return True if the element is a part of the page itself."""
        return self.start < element.start < self.end


def capture_frame(page: HtmlPage) -> CaptureFrame | None:
    """Return the frame of archive.today around the page; None for any other page."""
    if not is_named_by_archive(page):
        return None
    links = {each.attributes.get("rel", "").lower(): each.attributes.get("href", "") for each in _tags(page, "link")}
    bookmark, short = links.get("bookmark", ""), _SHORT_ADDRESS.fullmatch(links.get("canonical", ""))
    content = next((each for each in _tags(page, "div") if each.attributes.get("id") == "CONTENT"), None)
    if not (bookmark and content):
        return None
    return CaptureFrame(short["name"] if short else "", original_url(bookmark), content.start, content.end)


def is_named_by_archive(page: HtmlPage) -> bool:
    """Return True if a page has the name of the archive as the name of its site."""
    names = (each.attributes for each in _tags(page, "meta"))
    return any(_HOST.fullmatch(name.get("content", "")) for name in names if name.get("property") == "og:site_name")


def _tags(page: HtmlPage, name: str) -> list[Element]:
    return [element for element in page.elements if element.name == name]
