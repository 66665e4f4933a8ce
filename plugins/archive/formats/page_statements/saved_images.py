"""Find the addresses of the images that a browser saved beside a page ("Web page, complete") or inside it.

The browser replaces the address of each image by the path of its file: "Kettles_files/kettle.jpg". Blogger puts an
image in a link to its largest size, which has the same name, so the link says where the image was. An image inside the
page has no name; its link counts if it leads to Blogger's own images. Of other images the address is lost.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from archive.markup.html_pages import Element, HtmlPage

_FOLDER = r"[^/]*(?:[_-](?:files|Dateien|fichiers|archivos|arquivos|bestanden|filer|file|pliki|soubory|tiedostot))"
_SAVED = re.compile(rf"(?:\./)?{_FOLDER}/(?P<name>[^/?#]+)", re.IGNORECASE)
_INSIDE = re.compile(r"data:image/|cid:", re.IGNORECASE)
_OF_BLOGGER = re.compile(
    r"https?://(?:\d\.bp\.blogspot|bp\d\.blogger|lh\d\.(?:googleusercontent|ggpht)|blogger\.googleusercontent)\.com/",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\([0-9]+\)(?=\.[a-z]+\Z|\Z)")
"""What browsers add to the second file of one name."""


def saved_images(page: HtmlPage) -> dict[int, str]:
    """Return the original address of each image that was saved with the page, by the place of its tag."""
    found: dict[int, str] = {}
    link: Element | None = None
    for element in page.elements:
        if element.name == "a":
            link = element
        elif element.name == "img" and link and element.start < link.end:
            address, source = link.attributes.get("href", ""), element.attributes.get("src", "")
            if _is_same(source, address):
                found[element.start] = address
    return found


def _name(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as "http://[here]"
        return ""
    return unquote(parts.path.rpartition("/")[2]).casefold() if parts.scheme in ("http", "https") else ""


def _is_same(source: str, address: str) -> bool:
    """Return True if the link around a saved image leads to the image itself."""
    if _INSIDE.match(source):
        return _OF_BLOGGER.match(address) is not None
    saved = _SAVED.fullmatch(source)
    return bool(saved and _name(address) == _NUMBER.sub("", unquote(saved["name"])).casefold())
