"""Copies of the project, whose settings, plugins and theme a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from whole_site import PROJECT

_PARTS = ("pelicanconf.py", "publishconf.py", "tasks.py", "pyproject.toml", "plugins", "themes")


def copy_of_project(folder: Path) -> Path:
    """Copy what a build needs into the new folder `folder`."""
    folder.mkdir()
    for name in _PARTS:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    (folder / "content").mkdir()
    shutil.copy(PROJECT / "content" / "vocabulary.toml", folder / "content")
    shutil.copytree(PROJECT / "content" / "pages", folder / "content" / "pages")
    return folder


@contextmanager
def building_with(project: Path) -> Iterator[None]:
    """Build with the settings, plugins and theme of a copy of the project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive.site.build.PROJECT", project)
        patch.setattr("archive.site.changes.PROJECT", project)
        patch.setenv("PYTHONPATH", str(project / "plugins"))
        yield
