"""A progress bar moves while one large document is read."""

from __future__ import annotations

from io import BytesIO

from archive.formats.records import Remark
from archive.ingest.reading_steps import STEP, FollowedDocument, RecordsInSteps
from archive.sources.document import Document


def document_of(size):
    return Document("export.xml", "0" * 64, size, lambda: BytesIO(bytes(size)))


def records_of(followed, length):
    """Yield a record for each `length` bytes of the document, as a format does."""
    with followed.document.open() as file:
        number = 0
        while file.read(length):
            number += 1
            yield Remark(f"record {number}")


def steps_of(size, length):
    followed = FollowedDocument(document_of(size))
    steps = RecordsInSteps(records_of(followed, length), followed)
    return len(steps), [[record.text for record in records] for records in steps]


def test_each_megabyte_is_a_step():
    length, steps = steps_of(3 * STEP + 5, STEP // 2)
    assert length == len(steps) == 4
    assert [len(records) for records in steps] == [2, 2, 2, 1]


def test_all_records_come_in_order_however_few_or_many_they_are():
    for record_length in (STEP // 7, STEP - 1, 4 * STEP):
        length, steps = steps_of(3 * STEP, record_length)
        found = [record for records in steps for record in records]
        assert len(steps) == length and found == [f"record {number}" for number in range(1, len(found) + 1)]


def test_a_small_document_is_one_step():
    assert steps_of(10, 4) == (1, [["record 1", "record 2", "record 3"]])
