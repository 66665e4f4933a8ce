"""Read a web page that a browser saved as one file (MHTML): the page and its images.

The rules: the page is the part that the file names as its start, in whatever order the parts come. It has the address
that it was saved from. The header's `Date` is the day of saving, so nothing uses it. Style sheets, scripts and frames
are listed and not read: a frame of a Blogger page is its comment form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from itertools import islice
from typing import BinaryIO
from urllib.parse import urljoin

from archive.sources.contents import Budget, BudgetExceeded, Content, Fault, Ignored
from archive.sources.document import Document
from archive.sources.files import capture_name
from archive.sources.mime_parts import MimeSpan, mime_head, mime_parts
from archive.sources.random_access import RandomAccessFile, scan
from archive.sources.transfer_encodings import decode_transfer_encoding

_LARGEST = 2**27
"""Bytes. A page with a hundred photographs has half of that."""
_MOST_PARTS = 5_000
"""A page with more parts is damaged or hostile."""
_CURE = "open it in a browser and save the page as “Web page, HTML only”"
_PAGES = ("text/html", "application/xhtml+xml")
_LISTED = {
    "text/html": "a frame of the page",
    "application/xhtml+xml": "a frame of the page",
    "text/css": "a style sheet of the page",
    "text/javascript": "a script of the page",
    "application/javascript": "a script of the page",
    "application/x-javascript": "a script of the page",
}
"""Parts that are listed and not read, by media type."""
_HTML = re.compile(rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype html|html|head|body)\b", re.I | re.S)
_CID = re.compile(rb"(?i)\bcid:([^\s\"'<>)]{1,300})")


def read_saved_page(document: Document, budget: Budget) -> Iterator[Content]:
    """Yield the page, its images, and what else was saved with it."""
    if document.size > _LARGEST:
        reason = f"it is a saved web page (MHTML) of {document.size // 2**20} MB; {_CURE}"
        yield Fault(document.name, reason, True, document.sha256)
        return
    file = RandomAccessFile(document.open())
    data = file.read_at(0, file.size)
    head = mime_head(data)
    parts = [*islice(mime_parts(data), _MOST_PARTS + 1)]
    at = _place_of_page(head, parts, data)
    if at is None or len(parts) > _MOST_PARTS:
        reason = f"it is a saved web page (MHTML) that is damaged or has no page in it; {_CURE}"
        yield Fault(document.name, reason, True, document.sha256)
        return
    saved = _SavedPage(document, file, budget, parts, at, _address(head.fields, parts[at], document.address))
    del data
    yield from saved.contents()


def _place_of_page(head: MimeSpan, parts: Sequence[MimeSpan], data: bytes) -> int | None:
    """Return the index of the part that is the page: the one named as the start, at the saved address, or the first."""
    pages = [at for at, part in enumerate(parts) if part.type in _PAGES or _is_untyped_page(part, data)]
    start = re.search(r"""\bstart\s*=\s*"?<?([^\s">;]+)""", head.fields.get("content-type", ""))
    named = [at for at in pages if start and _content_id(parts[at]) == start[1]]
    saved = [at for at in pages if parts[at].fields.get("content-location", "") in _saved_addresses(head.fields)]
    return next(iter([*named, *saved, *pages]), None)


def _is_untyped_page(part: MimeSpan, data: bytes) -> bool:
    plain = part.type in ("", "text/plain", "application/octet-stream")
    return plain and bool(_HTML.match(data[part.start : min(part.end, part.start + 4096)]))


def _content_id(part: MimeSpan) -> str:
    return part.fields.get("content-id", "").strip(" <>")


def _saved_addresses(fields: dict[str, str]) -> list[str]:
    """Return the addresses in the header of the file."""
    names = ("snapshot-content-location", "content-location", "content-base")
    return [fields[name] for name in names if name in fields]


def _address(fields: dict[str, str], page: MimeSpan, known: str | None) -> str | None:
    """Return the address that the page was saved from, or the one that a keeper supplied."""
    written = [page.fields.get("content-location", ""), *_saved_addresses(fields)]
    return next((unfolded for each in written if _is_web_address(unfolded := _unfolded(each))), known)


def _unfolded(address: str) -> str:
    """Join an address that was folded because it is long: it has no spaces of its own."""
    return "".join(address.split())


def _is_web_address(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


@dataclass(frozen=True)
class _SavedPage:
    document: Document
    file: RandomAccessFile
    budget: Budget
    parts: Sequence[MimeSpan]
    page: int
    """Index of the page among the parts."""
    address: str | None

    def contents(self) -> Iterator[Content]:
        for at, part in enumerate(self.parts):
            try:
                yield self._content(at, part)
            except BudgetExceeded as error:
                yield Fault(self._name(at), f"{error}; {_CURE}")
        last = len(self.parts) - 1
        if not self.parts[last].is_whole and last != self.page:
            yield Fault(f"{self._name(last)}/end", f"the end of {self.document.name} is missing; save the page again")

    def _content(self, at: int, part: MimeSpan) -> Content:
        if at != self.page and (reason := _LISTED.get(part.type) or _other_reason(part)):
            return Ignored(self._name(at), reason, address=self._location(part))
        found = scan(self.budget.metered([self._decoded(at)]))
        is_page = at == self.page
        return Document(
            self._name(at),
            found.sha256,
            found.size,
            partial(self._open, at),
            self.address if is_page else self._location(part),
            part.fields.get("content-type"),
            is_whole=is_page,
        )

    def _name(self, at: int) -> str:
        part = self.parts[at]
        address = self.address if at == self.page else self._location(part) or part.fields.get("content-location")
        return capture_name(self.document.name, at + 1, address)

    def _location(self, part: MimeSpan) -> str | None:
        """Return the part's address on the web, or None."""
        written = _unfolded(part.fields.get("content-location", ""))
        try:
            address = urljoin(self.address or "", written) if written else ""
        except ValueError:
            return None
        return address if _is_web_address(address) else None

    def _open(self, at: int) -> BinaryIO:
        return BytesIO(self._decoded(at))

    def _decoded(self, at: int) -> bytes:
        part = self.parts[at]
        data = self.file.read_at(part.start, part.end - part.start)
        if part.encoding == "quoted-printable":
            data = data.replace(b"\r\n", b"\n")
        decoded, _ = decode_transfer_encoding(data, part.encoding or "binary" * (at != self.page))
        return _CID.sub(self._original, decoded) if at == self.page else decoded

    def _original(self, found: re.Match[bytes]) -> bytes:
        """Return the address of the part that the page calls "cid:…"."""
        address = self._by_id.get(found[1].decode("utf-8", "replace"))
        return address.encode() if address else found.group()

    @cached_property
    def _by_id(self) -> dict[str, str]:
        """The addresses of the parts by their `Content-ID`."""
        located = ((_content_id(part), self._location(part)) for part in self.parts)
        return {name: address for name, address in located if name and address}


def _other_reason(part: MimeSpan) -> str | None:
    """Return why a part that is neither page nor image is not read, or None for an image."""
    kind = part.type.partition("/")[0]
    return None if kind in ("image", "application") else f"a part of the page ({part.type or 'unknown'})"
