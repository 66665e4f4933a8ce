"""Mails and saved pages that are cut off or have flipped bits: no word is lost, and no page becomes a mailout."""

from __future__ import annotations

import hashlib
import io
import random
import tracemalloc
from collections.abc import Iterator

import pytest

from archive.formats.email.mime import parse_mail
from archive.ingest.copies import Copy
from archive.ingest.read_document import read_document
from archive.ingest.readings import DocumentReading
from archive.privacy.masking import Allowlist
from archive.sources.containers import contents_of
from archive.sources.document import Document
from archive.sources.facts import NO_FACTS
from cases import CASES
from patience import no_hang
from saved_pages import EXPLORER, FRAME, IMAGE, STYLE, mhtml, the_page
from thoroughness import THOROUGH

PLACES = 200 if THOROUGH else 20
"""Damaged variants of each file."""
MAILS = {path.name: path.read_bytes() for path in sorted((CASES / "13-mail" / "in").glob("*.eml"))}
PAGES = {
    "chrome": (CASES / "06-mhtml-chrome" / "in" / "meeting.mhtml").read_bytes(),
    "explorer": (CASES / "07-mht-ie-image-first" / "in" / "meeting.mht").read_bytes(),
    "german": mhtml(IMAGE, the_page("cp1252"), FRAME, head=EXPLORER.replace("Saved by", "Gespeichert von")),
    "opera": mhtml(the_page(content_id="a"), STYLE, head="Content-Location: http://a.example/", start="a"),
}


def document(data: bytes) -> Document:
    return Document("a", hashlib.sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data))


def readings(data: bytes) -> list[DocumentReading]:
    documents = [each for each in contents_of(document(data)) if isinstance(each, Document)]
    return [read_document(each, NO_FACTS, Allowlist(), lambda things, doing: things) for each in documents]


def copies(data: bytes) -> list[Copy]:
    return [copy for reading in readings(data) for copy in reading.copies]


def damaged(name: str, data: bytes) -> Iterator[bytes]:
    chance = random.Random(name)
    for _ in range(PLACES):
        yield data[: chance.randrange(len(data))]
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(flipped)


@pytest.mark.parametrize("name", [*MAILS, *PAGES])
def test_every_word_of_a_damaged_file_is_accounted_for(name):
    for data in damaged(name, {**MAILS, **PAGES}[name]):
        with no_hang(2):
            problems = [problem for reading in readings(data) for problem in reading.problems]
        assert not [problem for problem in problems if "fault of" in problem]


@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_saved_page_is_never_a_mailout_of_the_day_of_saving(name):
    for data in damaged(name, PAGES[name]):
        assert not [copy for copy in copies(data) if copy.post.kind == "mailout"]


def test_messages_attached_to_each_other_take_little_memory():
    head = "From: a@b.example\nSubject: x\nContent-Type: message/rfc822\n\n"
    data = (head * 15 + "From: a@b.example\nSubject: deep\n\n" + "tea and cake\n" * 200_000).encode()
    tracemalloc.start()
    try:
        with no_hang(20):
            parsed = parse_mail(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()  # it slows down everything after it
    assert parsed.attached
    assert peak < 5 * len(data)
