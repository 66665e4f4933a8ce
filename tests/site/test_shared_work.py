"""A site is the same whether one process reads its posts and renders its pages, or several."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import processors
from archive.site import kept_pages, kept_posts
from archive.site.kept_pages import KeptPages
from archive.site.kept_posts import PostReader
from archive.site.render_job import RenderJob

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(params=[1, 2])
def count(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of processors."""
    monkeypatch.setattr(processors, "processors", lambda: request.param)
    monkeypatch.setattr(kept_posts, "processors", lambda: request.param)
    monkeypatch.setattr(kept_posts, "_LEAST", 1)
    monkeypatch.setattr(kept_pages, "_LEAST", 1)
    return int(request.param)


def test_posts_are_read_alike_by_one_process_and_by_several(count: int, tmp_path: Path) -> None:
    for month in range(1, 5):
        path = tmp_path / f"content/posts/2017/0{month}/kettle.md"
        path.parent.mkdir(parents=True)
        path.write_text(f'Title: Kettle {month}\nDate: 2017-0{month}-24\n\n"Tea" *{month}*\n', encoding="utf-8")
    (tmp_path / "content/posts/2017/02/broken.md").write_text("Date: yesterday\n\nWhen?\n", encoding="utf-8")

    reader = PostReader(tmp_path / "content", {})
    readings, problems = reader.read()
    assert [problem.file for problem in problems] == ["posts/2017/02/broken.md"]
    assert [each.post.title for each in readings.values()] == ["Kettle 1", "Kettle 2", "Kettle 3", "Kettle 4"]
    assert [reader.html(name, each.post.body, "text-") for name, each in readings.items()] == [
        f"<p>“Tea” <em>{month}</em></p>" for month in range(1, 5)
    ]
    assert PostReader(tmp_path / "content", {}).read() == (readings, problems)


def test_pages_are_written_alike_by_one_process_and_by_several(count: int, tmp_path: Path) -> None:
    pages = KeptPages(tmp_path, RenderJob(program="p", keys={}))
    for number in range(5):
        pages.put(f"{number % 2}/{number}.html", lambda number=number: b"x" * number, number)
    assert not list(tmp_path.iterdir())
    pages.write()
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*.html")} == {
        f"{number}.html": b"x" * number for number in range(5)
    }
    assert list(pages.keys) == ["0/0.html", "1/1.html", "0/2.html", "1/3.html", "0/4.html"]
