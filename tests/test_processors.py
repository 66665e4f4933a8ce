"""Work is shared among processors, and its files are the same whoever makes them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from archive import processors
from archive.errors import ArchiveError
from archive.processors import share

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
"""The runner of the tests has threads, which Python 3.12 warns of; the commands have none."""


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_item_is_worked_on_once_whatever_the_number_of_processors(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processors, "processors", lambda: count)

    def work(items: Iterable[int]) -> None:
        for item in items:
            with (tmp_path / str(item)).open("x", encoding="ascii") as file:
                file.write(str(item * item))

    share(range(7), work, least=2)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {str(n): str(n * n) for n in range(7)}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_results_of_all_processes_are_returned(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "processors", lambda: count)
    results = share(range(6), lambda items: {item: "x" * item * 100_000 for item in items}, least=1)
    assert len(results) == count
    assert {item: len(text) for result in results for item, text in result.items()} == {
        n: n * 100_000 for n in range(6)
    }


def test_few_items_are_worked_on_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "processors", lambda: 4)
    seen: list[int] = []
    share([1, 2, 3], seen.extend, least=2)
    assert seen == [1, 2, 3]


def test_work_that_fails_in_another_process_fails_here(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processors, "processors", lambda: 2)
    here = os.getpid()

    def work(items: Iterable[int]) -> None:
        if os.getpid() != here:
            raise ValueError(f"cannot work on {list(items)}")

    with pytest.raises(ArchiveError, match="run the command again"):
        share([1, 2, 3, 4], work, least=1)
    assert "cannot work on [2, 4]" in capfd.readouterr().err


def test_work_that_fails_here_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "processors", lambda: 2)

    def work(items: Iterable[int]) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        share([1, 2], work, least=1)


def test_a_process_stops_when_the_one_it_works_for_has_ended() -> None:
    with pytest.raises(SystemExit):
        next(processors._while_running(os.getpid(), [1]))
