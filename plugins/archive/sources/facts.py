"""`sources.toml`: what a person knows about a raw file and its text does not say.

One table for each file, by its name: `["page.txt"]` with any of url, title, date, author, licence, notes. Facts fill
gaps; they never replace what the text itself says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.sources.files import SETTINGS_NAME, display_name
from archive.text import clean

KEYS = ("url", "title", "date", "author", "licence", "notes")
_POST_PATH = re.compile(r"/\d{4}/(?:0[1-9]|1[0-2])/[\w~%-]{1,100}\.html")
_SHOWN_NAMES = 8


@dataclass(frozen=True)
class Facts:
    """What a person supplied about one file."""

    url: str | None = None
    title: str | None = None
    date: date | None = None
    author: str | None = None
    licence: str | None = None
    notes: str | None = None
    is_valid: bool = True
    """False if something supplied could not be used, so that these facts say less than they should."""


def post_path(url: str | None) -> str | None:
    """The permalink in `url`, "/2017/06/slug.html", if it is that of a post on Blogger; else None.

    Host, scheme, query and fragment do not matter (forms.md 2.3).
    """
    path = unquote(urlsplit(url).path) if url else ""
    return path if _POST_PATH.fullmatch(path) else None


NO_FACTS = Facts()


@dataclass(frozen=True)
class FolderFacts:
    """What the sources.toml of one folder says."""

    by_name: Mapping[str, Facts] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    """One plain line for each thing that could not be used."""
    default: Facts = NO_FACTS
    """What is known of a file without a table: nothing."""

    def of(self, name: str) -> Facts:
        """The facts about the file `name` (as `display_name` has it) in that folder."""
        return self.by_name.get(name, self.default)


def read_facts(folder: Path) -> FolderFacts:
    """What sources.toml in `folder` says; nothing if there is none."""
    path = folder / SETTINGS_NAME
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return FolderFacts()
    except OSError as error:
        return _unusable(f"{path}: cannot be read: {error.strerror}; fix its rights")
    except UnicodeDecodeError as error:
        return _unusable(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        return _unusable(f"{path}: {error}; mend that line (a name or a text stands in quotation marks)")
    problems = [f"{path}: {problem}" for problem in _unknown_files(folder, tables)]
    facts = {}
    for name, table in tables.items():
        facts[name], wrong = _facts(table)
        problems += [f'{path}: ["{name}"]: {problem}' for problem in wrong]
    return FolderFacts(facts, tuple(problems))


def _unusable(problem: str) -> FolderFacts:
    return FolderFacts(problems=(problem,), default=Facts(is_valid=False))


def _unknown_files(folder: Path, tables: Mapping[str, Any]) -> list[str]:
    there = sorted(display_name(path.name) for path in folder.iterdir())
    files = [name for name in there if name != SETTINGS_NAME and not name.startswith(".")]
    few = ", ".join(files[:_SHOWN_NAMES]) + (" and others" if len(files) > _SHOWN_NAMES else "")
    unknown = sorted(tables.keys() - set(there))
    return [f'["{name}"]: there is no such file beside it; the files are {few}' for name in unknown]


def _facts(table: object) -> tuple[Facts, list[str]]:
    """The facts in one table, and what is wrong with it."""
    if not isinstance(table, dict):
        return replace(NO_FACTS, is_valid=False), ["write it as a table, the name of the file in quotation marks"]
    problems = [f"“{key}” is no fact; the facts are {', '.join(KEYS)}" for key in sorted(table.keys() - set(KEYS))]
    values: dict[str, Any] = {}
    for key in KEYS:
        if key in table:
            try:
                values[key] = _READERS.get(key, _line)(table[key])
            except ValueError as error:
                problems.append(f"{key} {error}")
    return Facts(**values, is_valid=not problems), problems


def _line(value: object) -> str | None:
    if not isinstance(value, str):
        raise ValueError(f"must be text in quotation marks, not {value!r}")
    return " ".join(clean(value).split()) or None


def _address(value: object) -> str | None:
    line = _line(value)
    try:
        urlsplit(line or "")
    except ValueError as error:
        raise ValueError(f"must be an address like https://…, not {value!r}") from error
    return line


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise ValueError(f"must be a day like 2021-12-30, not {value!r}") from error


_READERS = {"url": _address, "date": _day}
