"""Images that came with the sources: which of them a post shows, and under what name they are stored.

An image is used only if it is certainly the one that the post shows: captured or mirrored at the same address in any
size, or the only one of its name in the blog's albums. All others stay links to their address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from archive.formats.page_statements.file_paths import mirrored_address
from archive.model import KeptImage
from archive.slugs import predict
from archive.sources.document import Document

FOLDER = "images"
LARGEST = 20 * 2**20
"""Bytes. A larger file is not a picture in a post."""
_KINDS: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n", "png"),
    (rb"\xff\xd8\xff", "jpg"),
    (rb"GIF8[79]a", "gif"),
    (rb"RIFF....WEBP", "webp"),
)
_SHOWN = re.compile(r"!\[(?:\\.|[^\[\]\\])*+\]\(<([^<>\s]*)>\)")
_SIZE = re.compile(r"/(?:s\d+|w\d+(?:-h\d+)?|h\d+)(?:-[\w-]+)?(?=/)|=(?:s|w|h)\d+[\w-]*$")
_HOST = re.compile(r"(?:bp\d|\d\.bp|lh\d)\.(?:blogger|blogspot|googleusercontent|ggpht)\.com")
"""Blogger's image hosts; the number only tells servers apart."""


@dataclass(frozen=True)
class FoundImage:
    """One image among the sources."""

    name: str
    """Name of its document."""
    sha256: str
    size: int
    extension: str
    address: str | None
    """Where it was captured; None if it was in an album or a folder."""

    @property
    def file(self) -> str:
        """Its path in `content/`."""
        stem = predict(self.name.rpartition("/")[2].rpartition(".")[0], None) or "image"
        return f"{FOLDER}/{self.sha256[:16]}-{stem}.{self.extension}"


def found_image(document: Document) -> FoundImage | None:
    """Return `document` as an image; None if it is not one that is safe to show (SVG, for example, can run scripts)."""
    if document.size > LARGEST:
        return None
    extensions = (extension for start, extension in _KINDS if re.match(start, document.start, re.DOTALL))
    extension = next(extensions, None)
    return FoundImage(document.name, document.sha256, document.size, extension, document.address) if extension else None


@dataclass(frozen=True)
class Album:
    """All images in the sources, by address and by name."""

    by_address: Mapping[str, FoundImage] = field(default_factory=dict)
    by_name: Mapping[str, FoundImage] = field(default_factory=dict)

    def of(self, markdown: str) -> tuple[KeptImage, ...]:
        """Return the images that the text shows and that are in the album, each once, in order."""
        addresses = dict.fromkeys(_SHOWN.findall(markdown))
        return tuple(KeptImage(found.file, each) for each in addresses if (found := self._find(each)))

    def _find(self, address: str) -> FoundImage | None:
        return self.by_address.get(_key(address)) or self.by_name.get(_name(address))


def album_of(images: Iterable[FoundImage]) -> Album:
    """Return an album of `images`, with the largest of the sizes of one picture."""
    by_address: dict[str, FoundImage] = {}
    named: defaultdict[str, dict[str, FoundImage]] = defaultdict(dict)
    for image in sorted(images, key=lambda image: (-image.size, image.sha256, image.name)):
        if image.address:
            by_address.setdefault(_key(image.address), image)
        else:
            if mirrored := mirrored_address(image.name):
                by_address.setdefault(_key(mirrored), image)
            named[image.name.rpartition("/")[2].casefold()].setdefault(image.sha256, image)
    single = {name: next(iter(each.values())) for name, each in named.items() if len(each) == 1}
    return Album(by_address, single)


def _key(address: str) -> str:
    """Return a key that all sizes and schemes of one picture have in common."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as "http://[here]"
        return address
    host = (parts.hostname or "").removeprefix("www.")
    path = _SIZE.sub("", unquote(parts.path))
    return f"{'blogger' if _HOST.fullmatch(host) else host}{path}?{parts.query}"


def _name(address: str) -> str:
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return unquote(path.rpartition("/")[2]).replace("+", " ").casefold()
