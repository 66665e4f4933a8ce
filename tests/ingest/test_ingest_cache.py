"""What was made of a large document is used again, and only for the very same bytes, facts and settings."""

import pytest

from archive.ingest import cache as kept_readings
from archive.ingest import read as source_reading
from scrapes import HERONS, Archive
from small_blog import classic_export

FILLER = b"<!-- " + b"padding " * (kept_readings.SMALLEST // 8) + b"-->"


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path)
    made.inbox.mkdir()
    (made.inbox / "export.xml").write_bytes(classic_export().replace(b"</feed>", FILLER + b"</feed>"))
    return made


@pytest.fixture
def readings(monkeypatch) -> list[str]:
    """The names of documents that importers are asked to read."""
    asked: list[str] = []
    read = source_reading.formats.read

    def noted(document):
        asked.append(document.name)
        return read(document)

    monkeypatch.setattr(source_reading.formats, "read", noted)
    return asked


def test_a_new_file_does_not_cost_reading_the_export_again(archive, readings):
    archive.run()
    archive.put(note=HERONS)
    archive.run()
    assert readings == ["export.xml", "note.txt"]


def test_what_was_kept_gives_the_same_archive_as_what_is_read(archive, tmp_path):
    archive.run()
    archive.put(note=HERONS)
    archive.run()
    fresh = Archive(tmp_path / "fresh")
    fresh.root.mkdir()
    archive.inbox.rename(fresh.inbox)
    fresh.run()
    assert fresh.files() == archive.files()


def test_another_export_or_another_fact_is_read(archive, readings):
    archive.run()
    archive.know('["export.xml"]\nnotes = "from the keeper"\n')
    archive.run()
    export = archive.inbox / "export.xml"
    export.write_bytes(export.read_bytes().replace(b"padding", b"filling", 1))
    archive.run()
    assert readings == ["export.xml"] * 3
    assert len(list((archive.root / ".content.readings").iterdir())) == 1, "older readings are taken away"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x80\x05."])
def test_a_damaged_reading_is_read_again(archive, readings, damage):
    archive.run()
    (kept,) = (archive.root / ".content.readings").iterdir()
    kept.write_bytes(damage)
    (archive.root / ".content.import.json").unlink()
    files = archive.files()
    report = archive.run()
    assert readings == ["export.xml"] * 2
    assert report.problems == ()
    assert archive.files() == files


def test_a_dry_run_leaves_nothing_behind(archive):
    archive.run(dry_run=True)
    assert sorted(path.name for path in archive.root.iterdir()) == ["inbox"]
