"""Caches and builds are told apart by the program: its code and the libraries that it works with."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from archive import program as module
from archive.program import LIBRARIES

PROJECT = Path(__file__).parents[1]
UNRELATED = {"filelock", "invoke", "rich"}
"""Libraries that neither read nor render a text."""


def test_the_stamp_names_every_library_that_reads_or_renders():
    needed = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {re.match(r"[\w-]+", line)[0] for line in needed} - UNRELATED <= set(LIBRARIES)


def test_the_stamp_depends_on_the_modules_of_the_library(monkeypatch):
    module.program_stamp.cache_clear()
    before = module.program_stamp()
    monkeypatch.setattr(module, "__file__", str(Path(module.__file__).parent / "text_reuse" / "cache.py"))
    module.program_stamp.cache_clear()
    assert module.program_stamp() != before
    module.program_stamp.cache_clear()
