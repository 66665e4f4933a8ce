"""What tests of imports share."""

from __future__ import annotations

import pytest

from archive.ingest import read_document


@pytest.fixture
def documents_read(monkeypatch) -> list[str]:
    """The names of the documents that are parsed."""
    names: list[str] = []
    read = read_document.formats.read

    def noted(document):
        names.append(document.name)
        return read(document)

    monkeypatch.setattr(read_document.formats, "read", noted)
    return names
