"""An import that finds everything as the last one left it says so without reading a word; anything else is read."""

import pytest

from archive.ingest import pipeline as importing
from scrapes import HERONS, KETTLE, Archive


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path)
    made.put(a=HERONS, b=KETTLE, empty="")
    made.run()
    return made


@pytest.fixture
def whole(monkeypatch) -> list[int]:
    """Grows by one for each import that reads its sources."""
    count: list[int] = []
    imported = importing._imported

    def noted(*arguments):
        count.append(1)
        return imported(*arguments)

    monkeypatch.setattr(importing, "_imported", noted)
    return count


def test_the_second_import_reads_nothing_and_reports_the_same(archive, whole):
    state = archive.state()
    report = archive.run()
    assert whole == []
    assert archive.state() == state
    assert report.outcomes == {"unchanged": 2}
    assert [problem.partition(":")[0] for problem in report.problems] == ["empty.txt"]
    (archive.root / ".content.import.json").unlink()
    assert archive.run() == report


def test_an_edited_file_is_said_to_be_edited_each_time(archive, whole):
    [name, _] = archive.posts()
    archive.edit(f"{name}.md", "herons" if "herons" in archive.post(name).body else "kettle", "gulls")
    reports = [archive.run(), archive.run()]
    assert len(whole) == 1
    assert [report.states[f"{name}.md"] for report in reports] == ["edited", "edited"]


def _grow(archive: Archive) -> None:
    archive.put(a=HERONS + " More.")


def _learn(archive: Archive) -> None:
    archive.know('["a.txt"]\ntitle = "Herons"\n')


def _add(archive: Archive) -> None:
    archive.put(c="Good morning to all of you, and to the herons.")


def _allow(archive: Archive) -> None:
    (archive.content / "privacy.toml").write_text('[allowed]\nemails = ["ann@branch.example"]\n')


def _touch_by_hand(archive: Archive) -> None:
    (archive.content / f"{archive.posts()[0]}.md").unlink()


def _spoil(archive: Archive) -> None:
    (archive.root / ".content.import.json").write_text('{"stamp": ')


@pytest.mark.parametrize("change", [_grow, _learn, _add, _allow, _touch_by_hand, _spoil])
def test_whatever_changes_the_next_import_is_a_whole_one(archive, whole, change):
    change(archive)
    archive.run()
    assert len(whole) == 1


def test_another_blog_or_other_files_are_another_import(archive, whole):
    archive.run("a")
    assert len(whole) == 1
