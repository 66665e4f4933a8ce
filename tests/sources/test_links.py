"""Links in the inbox: nothing outside it is ever read, and what is in it is read once."""

from __future__ import annotations

import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from scrapes import HERONS, KETTLE, Archive, page

OPENED: list[str] = []
SECRET = page("A Secret", date(2017, 6, 3), HERONS)


def _trace(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        OPENED.append(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode("utf-8", "replace"))


sys.addaudithook(_trace)


@pytest.fixture
def archive(tmp_path):
    """An archive whose inbox has one text, beside a folder with a text that nobody may read."""
    found = Archive(tmp_path)
    found.put(kettle=page("The Kettle", date(2017, 6, 2), KETTLE))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET, "utf-8")
    (outside / "settings.csv").write_text("blog_subdomain,blog_time_zone\nsecret,Europe/London\n", "utf-8")
    (outside / "sources.toml").write_text('["kettle.txt"]\nauthor = "Nobody"\n', "utf-8")
    OPENED.clear()
    yield found
    assert not [name for name in OPENED if "outside" in Path(name).resolve().parts]


def test_a_link_to_a_file_outside_is_refused_by_name(archive):
    (archive.inbox / "link.txt").symlink_to("../outside/secret.txt")
    (problem,) = archive.run().problems
    assert problem == (
        "link.txt: skipped: it is a link that leads out of the folder; copy the file itself into the folder"
    )
    assert archive.posts() == ["posts/2017/06/the-kettle"]


def test_a_link_to_a_folder_outside_is_refused_by_name(archive):
    (archive.inbox / "more").symlink_to(archive.root / "outside")
    (problem,) = archive.run().problems
    assert problem == "more: skipped: it is a link to a folder; name that folder after --source"


def test_a_link_through_another_link_is_refused(archive):
    (archive.inbox / "sub").mkdir()
    (archive.inbox / "sub" / "first").symlink_to("../../outside/secret.txt")
    (archive.inbox / "second.txt").symlink_to("sub/first")
    assert len(archive.run().problems) == 2


def test_links_inside_the_inbox_are_read_once(archive):
    (archive.inbox / "again.txt").symlink_to("kettle.txt")
    report = archive.run()
    assert not report.problems
    assert [file.source for file in report.files] == ["kettle.txt"]


def test_a_hard_link_is_a_file(archive):
    (archive.inbox / "again.txt").hardlink_to(archive.inbox / "kettle.txt")
    report = archive.run()
    assert not report.problems
    assert archive.posts() == ["posts/2017/06/the-kettle"]


def test_a_file_beside_a_source_that_is_a_link_out_is_not_read(archive):
    feed = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'></feed>"
    (archive.inbox / "feed.atom").write_text(feed, "utf-8")
    (archive.inbox / "settings.csv").symlink_to("../outside/settings.csv")
    assert any("settings.csv: skipped: it is a link" in problem for problem in archive.run().problems)


def test_a_sources_toml_that_is_a_link_out_is_not_read(archive):
    (archive.inbox / "sources.toml").symlink_to("../outside/sources.toml")
    (problem,) = archive.run().problems
    assert problem.endswith("it is a link that leads out of the folder; copy the file itself into the folder")
    assert archive.post("posts/2017/06/the-kettle").author is None


def test_names_in_a_zip_that_lead_out_touch_no_file(archive):
    with zipfile.ZipFile(archive.inbox / "a.zip", "w") as file:
        for name in ("../outside/secret.txt", "/etc/passwd", "..\\outside\\x.txt", "sub/../../outside/y.txt"):
            file.writestr(name, page(f"Of {len(name)}", date(2017, 6, 4), HERONS))
    before = sorted(path for path in archive.root.rglob("*") if "content" not in str(path))
    assert not archive.run().problems
    after = sorted(path for path in archive.root.rglob("*") if "content" not in str(path))
    assert before == after
    assert all(archive.content in (archive.content / name).resolve().parents for name in archive.posts())


def test_the_inbox_itself_may_be_a_link(archive):
    archive.inbox.rename(archive.root / "elsewhere")
    archive.inbox.symlink_to("elsewhere")
    assert not archive.run().problems
    assert archive.posts() == ["posts/2017/06/the-kettle"]
