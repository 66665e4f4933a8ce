"""Images that came with the sources: which of them a text shows, and under what name they are kept.

The rule: an image is kept for a text only where it is certainly the one: captured at the address the text shows, in any
size, or the only one of its name in the blog's albums. All others stay as their address (forms.md 3.4).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from archive.model import KeptImage
from archive.slugs import predict
from archive.sources.document import Document

FOLDER = "images"
LARGEST = 20 * 2**20
"""Bytes. What is larger is no picture in a post."""
_KINDS: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n", "png"),
    (rb"\xff\xd8\xff", "jpg"),
    (rb"GIF8[79]a", "gif"),
    (rb"RIFF....WEBP", "webp"),
)
_SHOWN = re.compile(r"!\[(?:\\.|[^\[\]\\])*+\]\(<([^<>\s]*)>\)")
_SIZE = re.compile(r"/(?:s\d+|w\d+(?:-h\d+)?|h\d+)(?:-[\w-]+)?(?=/)|=(?:s|w|h)\d+[\w-]*$")
_HOST = re.compile(r"(?:bp\d|\d\.bp|lh\d)\.(?:blogger|blogspot|googleusercontent|ggpht)\.com")
"""Blogger's picture hosts: their number says only which machine was asked."""


@dataclass(frozen=True)
class FoundImage:
    """One image among the sources."""

    name: str
    """Of its document."""
    sha256: str
    size: int
    ending: str
    address: str | None
    """Where it was captured; None if it lay in an album or a folder."""
    stored: int
    """Number of its bytes on the shelf."""

    @property
    def file(self) -> str:
        """Path, below the content folder, under which it is kept."""
        stem = predict(self.name.rpartition("/")[2].rpartition(".")[0], None) or "image"
        return f"{FOLDER}/{self.sha256[:16]}-{stem}.{self.ending}"


def ending_of(document: Document) -> str | None:
    """The ending of the name of an image that may be kept; None for anything else, such as drawings with scripts."""
    if document.size > LARGEST:
        return None
    return next((ending for start, ending in _KINDS if re.match(start, document.start, re.DOTALL)), None)


@dataclass(frozen=True)
class Album:
    """All images among the sources, by what may call for them."""

    by_address: Mapping[str, FoundImage] = field(default_factory=dict)
    by_name: Mapping[str, FoundImage] = field(default_factory=dict)

    def of(self, markdown: str) -> tuple[KeptImage, ...]:
        """The images that the text shows and that are here, each once, in order."""
        addresses = dict.fromkeys(_SHOWN.findall(markdown))
        return tuple(KeptImage(found.file, each) for each in addresses if (found := self._find(each)))

    def _find(self, address: str) -> FoundImage | None:
        return self.by_address.get(_key(address)) or self.by_name.get(_name(address))


def album(images: Iterable[FoundImage]) -> Album:
    """The album of `images`; of one picture in several sizes the largest is kept."""
    by_address: dict[str, FoundImage] = {}
    named: defaultdict[str, dict[str, FoundImage]] = defaultdict(dict)
    for image in sorted(images, key=lambda image: (-image.size, image.sha256, image.name)):
        if image.address:
            by_address.setdefault(_key(image.address), image)
        else:
            named[image.name.rpartition("/")[2].casefold()].setdefault(image.sha256, image)
    single = {name: next(iter(each.values())) for name, each in named.items() if len(each) == 1}
    return Album(by_address, single)


def _key(address: str) -> str:
    """What is the same for all sizes and schemes of one picture."""
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
