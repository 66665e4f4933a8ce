"""Helpers for tests of Blogger's data files: documents in memory, and a check that every word is accounted for."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from archive.formats.records import (
    ChangedCharacters,
    OtherText,
    ParsedComment,
    ParsedPost,
    ParsedRecord,
    Remark,
    WordCount,
)
from archive.formats.word_accounts import account_of_comment, account_of_post
from archive.sources.document import Document

SAMPLES = Path(__file__).parent / "samples" / "blogger"


def document(data: bytes | str, name: str = "file.xml", beside: dict[str, bytes] | None = None) -> Document:
    data = data.encode() if isinstance(data, str) else data
    others = {other: document(text, other) for other, text in (beside or {}).items()}
    return Document(name, hashlib.sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data), beside=others.get)


def sample(path: Path) -> Document:
    """Return the file at `path` as a document, with the files beside it."""
    beside = {other.name: other.read_bytes() for other in path.parent.iterdir() if other.is_file() and other != path}
    return document(path.read_bytes(), path.name, beside)


def posts(found: Iterable[ParsedRecord]) -> list[ParsedPost]:
    return [record for record in found if isinstance(record, ParsedPost)]


def comments(found: Iterable[ParsedRecord]) -> list[ParsedComment]:
    return [record for record in found if isinstance(record, ParsedComment)]


def other_texts(found: Iterable[ParsedRecord]) -> list[OtherText]:
    return [record for record in found if isinstance(record, OtherText)]


def remarks(found: Iterable[ParsedRecord]) -> list[str]:
    return [record.text for record in found if isinstance(record, Remark)]


def accounted(found: Iterable[ParsedRecord]) -> list[ParsedRecord]:
    """Check that every word is accounted for exactly once and that no two records share a position."""
    found = list(found)
    records = [record for record in found if not isinstance(record, Remark | ChangedCharacters | WordCount)]
    for record in records:
        account = _account(record)
        assert account is None or (account.lost, account.invented) == ((), ()), record.lines
    assert len({record.lines for record in records}) == len(records)
    assert found[-1] == WordCount(sum(len(record.raw.split()) for record in records))
    return found


def _account(record: ParsedRecord):
    if isinstance(record, ParsedPost):
        return account_of_post(record)
    return account_of_comment(record) if isinstance(record, ParsedComment) else None
