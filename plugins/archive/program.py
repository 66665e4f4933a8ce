"""Identify the program: its source code, the libraries it works with, and this Python. Caches depend on all three."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    *("beautifulsoup4", "blinker", "feedgen", "jinja2", "lxml", "markdown", "markdown-it-py", "markupsafe", "mdurl"),
    *("msgspec", "nh3", "numpy", "pelican", "pyromark", "python-dateutil", "rapidfuzz", "smartypants", "soupsieve"),
    *("tomlkit", "typogrify", "tzdata"),
)
"""A new version of one of these may read, compare or render texts differently."""


@cache
def libraries_stamp() -> str:
    """Return the version of Python, of its character tables and of each library, one a line."""
    versions = (f"{name} {_version(name)}" for name in LIBRARIES)
    return "\n".join([sys.version, unicodedata.unidata_version, *versions])


@cache
def program_stamp() -> str:
    """Return a digest of the library's source code, of the libraries it works with, and of this Python."""
    here = Path(__file__).parent
    stamp = hashlib.sha256(libraries_stamp().encode())
    for path in sorted(here.rglob("*.py")):
        stamp.update(f"{path.relative_to(here).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return stamp.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"
