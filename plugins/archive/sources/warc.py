"""Read the pages in a web archive, each as a document with the address it was captured from.

The rules: a record that contradicts its own digest is not read. A page captured several times is read several times. A
`revisit` record stands for the earlier page, if that is in the same file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from archive.sources.contents import Budget, BudgetExceeded, Content, Fault, Ignored
from archive.sources.document import Document
from archive.sources.files import capture_name
from archive.sources.gzips import GZIP, DamagedData, UnpackedSpan, unpack_members
from archive.sources.http_response import (
    HttpResponse,
    dechunked_body,
    decoded_body,
    describe_missing_bytes,
    parse_response,
)
from archive.sources.random_access import RandomAccessFile, scan, temporary_copy
from archive.sources.warc_records import ARC, WARC, BrokenRecord, WarcRecord, digest_matches, read_records

_TECHNICAL = {
    "warcinfo": "information about the web archive itself",
    "request": "a request to a web server",
    "metadata": "metadata of a capture",
    "conversion": "a page converted to another format",
    "resource": "a file of the program that made the web archive",
    "response": "a response of another protocol than HTTP",
}
"""Kinds of records without a page, and the reasons given for ignoring them."""
_PAGES_AT = {"response": ("http://", "https://"), "resource": ("http://", "https://", "ftp://", "file://")}
_IN_MEMORY = 2**24
_NOT_HERE = "a revisit of a page that is not in this file; add the web archive that has the page"


def read_web_archive(document: Document, budget: Budget) -> Iterator[Content]:
    """Yield each record in order, then the number of records without a page by kind."""
    file, spans = _unpacked(document, budget)
    captures = _Captures(document.name, file, budget)
    form = WARC if file.read_at(0, 5) == b"WARC/" else ARC
    for found in read_records(file, spans, form):
        content = captures.broken(found) if isinstance(found, BrokenRecord) else captures.content(found)
        if content:
            yield content
    for reason, count in sorted(captures.technical.items()):
        yield Ignored(document.name, reason, count)


def _unpacked(document: Document, budget: Budget) -> tuple[RandomAccessFile, list[UnpackedSpan]]:
    packed = RandomAccessFile(document.open())
    if packed.read_at(0, len(GZIP)) != GZIP:
        return packed, [UnpackedSpan(0, packed.size)]
    into = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - RandomAccessFile closes it
    spans = unpack_members(packed, into, budget)
    return RandomAccessFile(into), spans


class _Captures:
    """Turns the records of one web archive into documents, and remembers them for revisits."""

    def __init__(self, name: str, file: RandomAccessFile, budget: Budget) -> None:
        self._name, self._file, self._budget = name, file, budget
        self._earlier: dict[str, Document | Ignored] = {}
        self.technical: Counter[str] = Counter()

    def broken(self, record: BrokenRecord) -> Fault:
        name = capture_name(self._name, record.number, record.address)
        return Fault(name, record.reason, address=record.address)

    def content(self, record: WarcRecord) -> Content | None:
        """Return what a whole record holds. Records without a page are only counted, and give None."""
        kind, address = record.header.kind, record.header.address or ""
        read = {"response": self._response, "resource": self._resource, "revisit": self._revisit}.get(kind)
        if read is None and kind not in _TECHNICAL:
            return self._fault(record, "its record type is unknown")
        if read is None or (address and not address.startswith(_PAGES_AT.get(kind, ""))):
            self.technical[_TECHNICAL[kind]] += 1
            return None
        if incomplete := _incomplete(record):
            return self._fault(record, incomplete)
        content = read(record)
        if not isinstance(content, Fault):
            self._earlier |= dict.fromkeys(_known_by(record), content)
        return content

    def _response(self, record: WarcRecord) -> Document | Fault | Ignored:
        response = parse_response(self._file, record.start, record.end)
        if contradiction := self._contradiction(record, response):
            return self._fault(record, contradiction)
        if response is None:
            return self._fault(record, "it contains no HTTP response")
        if response.status != 200:
            return Ignored(self._named(record), f"HTTP {response.status}", address=record.header.address)
        if missing := describe_missing_bytes(response):
            return self._fault(record, missing)
        media_type = response.fields.get("content-type")
        if not response.is_encoded:
            return self._page(record, media_type, response.start)
        return self._page(record, media_type, response.start, partial(decoded_body, self._file, response))

    def _resource(self, record: WarcRecord) -> Document | Fault | Ignored:
        if contradiction := self._contradiction(record, None):
            return self._fault(record, contradiction)
        return self._page(record, record.header.media_type, record.start)

    def _revisit(self, record: WarcRecord) -> Document | Fault | Ignored:
        earlier = next((self._earlier[key] for key in _meant_by(record) if key in self._earlier), None)
        if earlier is None:
            return self._fault(record, _NOT_HERE)
        return replace(earlier, name=self._named(record), address=record.header.address)

    def _page(
        self,
        record: WarcRecord,
        media_type: str | None,
        start: int,
        unpacked: Callable[[], Iterator[bytes]] | None = None,
    ) -> Document | Fault | Ignored:
        """Return the page that starts at `start`, or what `unpacked` yields if the page is encoded."""
        name, address = self._named(record), record.header.address
        plain = partial(self._file.pieces, start, record.end)
        try:
            found = scan(self._budget.metered(unpacked()) if unpacked else plain())
        except (DamagedData, BudgetExceeded) as error:
            return self._fault(record, str(error))
        if not found.size:
            return Ignored(name, "an empty page", address=address)
        opened = partial(_copy, unpacked) if unpacked else partial(self._file.slice, start, record.end)
        return Document(name, found.sha256, found.size, opened, address, media_type)

    def _contradiction(self, record: WarcRecord, response: HttpResponse | None) -> str | None:
        """Return why the record's bytes can't be trusted, or None."""
        fields = record.header.fields
        block, payload = fields.get("warc-block-digest"), fields.get("warc-payload-digest")
        agreed = digest_matches(block, self._file.pieces(record.start, record.end)) if block else None
        if agreed is None and payload and response:
            agreed = self._payload_agrees(payload, response)
        if agreed is False:
            return "its checksum does not match its bytes; copy the file again"
        if record.unverified and not agreed:
            return "it lies in a damaged part of the file and has no checksum of its own; copy the file again"
        return None

    def _payload_agrees(self, checksum: str, response: HttpResponse) -> bool | None:
        """Compare the digest of the body: some programs compute it before, some after removing the chunk headers."""
        agreed = digest_matches(checksum, self._file.pieces(response.start, response.end))
        if agreed is False and response.is_encoded:
            try:
                return digest_matches(checksum, dechunked_body(self._file, response))
            except DamagedData:
                return False
        return agreed

    def _named(self, record: WarcRecord) -> str:
        return capture_name(self._name, record.number, record.header.address)

    def _fault(self, record: WarcRecord, reason: str) -> Fault:
        return Fault(self._named(record), reason, address=record.header.address)


def _copy(unpacked: Callable[[], Iterator[bytes]]) -> BinaryIO:
    return temporary_copy(unpacked())


def _incomplete(record: WarcRecord) -> str | None:
    fields = record.header.fields
    if "warc-truncated" in fields:
        return f"the page was cut short when it was captured ({fields['warc-truncated'][:40]}); capture it again"
    if "warc-segment-number" in fields:
        return "the page is split over several records, which is not supported; capture it again"
    return None


def _known_by(record: WarcRecord) -> list[str]:
    """Return the keys by which a later record may refer to this one."""
    fields = record.header.fields
    place = f"{record.header.address} {fields.get('warc-date', '')}"
    return [place, *(fields[name] for name in ("warc-payload-digest", "warc-record-id") if name in fields)]


def _meant_by(record: WarcRecord) -> list[str]:
    """Return the keys by which a revisit refers to its page."""
    fields = record.header.fields
    target = fields.get("warc-refers-to-target-uri", "").strip("<> ")
    place = f"{target} {fields.get('warc-refers-to-date', '')}"
    return [*(fields[name] for name in ("warc-payload-digest", "warc-refers-to") if name in fields), place]
