"""The pages in a web archive, each a document with the address it was copied from.

The rule: what a record's checksum contradicts is not read. What was captured several times comes several times; a
record that says "as before" (a revisit) comes with the earlier page, if that is in the same file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from archive.sources.contents import Budget, Content, Fault, Ignored, Refused
from archive.sources.document import Document
from archive.sources.files import capture_name
from archive.sources.gzips import GZIP, Damaged, Stretch, unpack_members
from archive.sources.http_response import Answer, answer_at, body, sent, what_is_missing
from archive.sources.spooled import Kept, copied, scanned
from archive.sources.warc_records import ARC, WARC, Broken, Record, agrees, records_in

_TECHNICAL = {
    "warcinfo": "notes on the web archive itself",
    "request": "what was asked of a web server",
    "metadata": "notes on a capture",
    "conversion": "a page in another form than it was sent in",
    "resource": "notes of the program that made the web archive",
    "response": "an answer of something else than a web server",
}
"""Records that hold no page, and what is said of them."""
_PAGES_AT = {"response": ("http://", "https://"), "resource": ("http://", "https://", "ftp://", "file://")}
_IN_MEMORY = 2**24
_NOT_HERE = "a revisit of a page that is not in this file; add the web archive that has the page"


def contents_of_web_archive(document: Document, budget: Budget) -> Iterator[Content]:
    """Each record, in order; those without a page counted by their kind, at the end."""
    kept, stretches = _unpacked(document, budget)
    captures = _Captures(document.name, kept, budget)
    form = WARC if kept.read_at(0, 5) == b"WARC/" else ARC
    for found in records_in(kept, stretches, form):
        content = captures.broken(found) if isinstance(found, Broken) else captures.content(found)
        if content:
            yield content
    for reason, count in sorted(captures.technical.items()):
        yield Ignored(document.name, reason, count)


def _unpacked(document: Document, budget: Budget) -> tuple[Kept, list[Stretch]]:
    packed = Kept(document.opened())
    if packed.read_at(0, len(GZIP)) != GZIP:
        return packed, [Stretch(0, packed.size)]
    into = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - Kept closes it
    stretches = unpack_members(packed, into, budget)
    return Kept(into), stretches


class _Captures:
    """The records of one web archive made into documents, and what is remembered of them for revisits."""

    def __init__(self, name: str, kept: Kept, budget: Budget) -> None:
        self._name, self._kept, self._budget = name, kept, budget
        self._earlier: dict[str, Document | Ignored] = {}
        self.technical: Counter[str] = Counter()

    def broken(self, record: Broken) -> Fault:
        name = capture_name(self._name, record.number, record.address)
        return Fault(name, record.reason, address=record.address)

    def content(self, record: Record) -> Content | None:
        """What becomes of a whole record; None if it holds no page, and is counted."""
        kind, address = record.head.kind, record.head.address or ""
        read = {"response": self._response, "resource": self._resource, "revisit": self._revisit}.get(kind)
        if read is None and kind not in _TECHNICAL:
            return self._fault(record, "its kind is not known")
        if read is None or (address and not address.startswith(_PAGES_AT.get(kind, ""))):
            self.technical[_TECHNICAL[kind]] += 1
            return None
        if incomplete := _incomplete(record):
            return self._fault(record, incomplete)
        content = read(record)
        if not isinstance(content, Fault):
            self._earlier |= dict.fromkeys(_known_by(record), content)
        return content

    def _response(self, record: Record) -> Document | Fault | Ignored:
        answer = answer_at(self._kept, record.start, record.end)
        if contradiction := self._contradiction(record, answer):
            return self._fault(record, contradiction)
        if answer is None:
            return self._fault(record, "there is no answer of a web server in it")
        if answer.status != 200:
            return Ignored(self._named(record), f"HTTP {answer.status}", address=record.head.address)
        if missing := what_is_missing(answer):
            return self._fault(record, missing)
        media_type = answer.fields.get("content-type")
        if not answer.is_packed:
            return self._page(record, media_type, answer.start)
        return self._page(record, media_type, answer.start, partial(body, self._kept, answer))

    def _resource(self, record: Record) -> Document | Fault | Ignored:
        if contradiction := self._contradiction(record, None):
            return self._fault(record, contradiction)
        return self._page(record, record.head.media_type, record.start)

    def _revisit(self, record: Record) -> Document | Fault | Ignored:
        earlier = next((self._earlier[key] for key in _meant_by(record) if key in self._earlier), None)
        if earlier is None:
            return self._fault(record, _NOT_HERE)
        return replace(earlier, name=self._named(record), address=record.head.address)

    def _page(
        self, record: Record, media_type: str | None, start: int, unpacked: Callable[[], Iterator[bytes]] | None = None
    ) -> Document | Fault | Ignored:
        """The page that begins at `start`; or, if it is packed, as `unpacked` has it."""
        name, address = self._named(record), record.head.address
        plain = partial(self._kept.pieces, start, record.end)
        try:
            found = scanned(self._budget.counted(unpacked()) if unpacked else plain())
        except (Damaged, Refused) as error:
            return self._fault(record, str(error))
        if not found.size:
            return Ignored(name, "an empty page", address=address)
        opened = partial(_copy, unpacked) if unpacked else partial(self._kept.part, start, record.end)
        return Document(name, found.sha256, found.size, opened, address, media_type)

    def _contradiction(self, record: Record, answer: Answer | None) -> str | None:
        """Why the record's bytes are not to be believed."""
        fields = record.head.fields
        block, payload = fields.get("warc-block-digest"), fields.get("warc-payload-digest")
        agreed = agrees(block, self._kept.pieces(record.start, record.end)) if block else None
        if agreed is None and payload and answer:
            agreed = self._payload_agrees(payload, answer)
        if agreed is False:
            return "its checksum is another than that of its bytes; copy the file again"
        if record.doubtful and not agreed:
            return "it lies in a damaged part of the file and has no checksum of its own; copy the file again"
        return None

    def _payload_agrees(self, checksum: str, answer: Answer) -> bool | None:
        """Whether it is the checksum of the body: programs take it with the marks of its parts, or without."""
        agreed = agrees(checksum, self._kept.pieces(answer.start, answer.end))
        if agreed is False and answer.is_packed:
            try:
                return agrees(checksum, sent(self._kept, answer))
            except Damaged:
                return False
        return agreed

    def _named(self, record: Record) -> str:
        return capture_name(self._name, record.number, record.head.address)

    def _fault(self, record: Record, reason: str) -> Fault:
        return Fault(self._named(record), reason, address=record.head.address)


def _copy(unpacked: Callable[[], Iterator[bytes]]) -> BinaryIO:
    return copied(unpacked())


def _incomplete(record: Record) -> str | None:
    fields = record.head.fields
    if "warc-truncated" in fields:
        return f"the page was cut short when it was captured ({fields['warc-truncated'][:40]}); capture it again"
    if "warc-segment-number" in fields:
        return "the page is spread over several records, which are not put together; capture it again"
    return None


def _known_by(record: Record) -> list[str]:
    """By what a later record may call this one."""
    fields = record.head.fields
    place = f"{record.head.address} {fields.get('warc-date', '')}"
    return [place, *(fields[name] for name in ("warc-payload-digest", "warc-record-id") if name in fields)]


def _meant_by(record: Record) -> list[str]:
    """By what a revisit calls the record it means."""
    fields = record.head.fields
    target = fields.get("warc-refers-to-target-uri", "").strip("<> ")
    place = f"{target} {fields.get('warc-refers-to-date', '')}"
    return [*(fields[name] for name in ("warc-payload-digest", "warc-refers-to") if name in fields), place]
