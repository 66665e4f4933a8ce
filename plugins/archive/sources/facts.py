"""`sources.toml`: what a keeper knows about a raw file that the file itself doesn't say.

It has one table for each file, `["page.txt"]`, with any of the keys in KEYS. The rule: facts fill gaps and never
replace what the file says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.address_evidence import Owner, evidence_of
from archive.blogger_ids import parse_post_url
from archive.errors import parse_toml, toml_problem
from archive.sources.files import SETTINGS_NAME, display_name, link_target
from archive.text import clean

KEYS = ("url", "title", "date", "author", "licence", "notes")
_POST_PATH = re.compile(r"/\d{4}/(?:0[1-9]|1[0-2])/[\w~%-]{1,100}\.html")
_SHOWN_NAMES = 8


@dataclass(frozen=True)
class Facts:
    """What a keeper supplied about one file."""

    url: str | None = None
    title: str | None = None
    date: date | None = None
    author: str | None = None
    licence: str | None = None
    notes: str | None = None
    is_valid: bool = True
    """False if a value could not be used, so that these facts are incomplete."""


def post_path(url: str | None) -> str | None:
    """Return the permalink in `url` ("/2017/06/slug.html") if it is the address of a Blogger post, otherwise None.

    Host, scheme, query and fragment don't matter ("Blogger addresses" in docs/formats.md).
    """
    found = parse_post_url(url) if url else None
    return found.path if found and _POST_PATH.fullmatch(found.path) else None


def is_address_of_one_text(url: str | None) -> bool:
    """Return True for the address of a Blogger post, and of a page of Napo's sites that is not a list."""
    evidence = evidence_of(url)
    return post_path(url) is not None or (evidence.owner is Owner.NAPO and not evidence.is_list)


NO_FACTS = Facts()


@dataclass(frozen=True)
class FolderFacts:
    """The sources.toml of one folder."""

    by_name: Mapping[str, Facts] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    """One line for each value that could not be used."""
    default: Facts = NO_FACTS
    """For files without a table."""

    def of(self, name: str) -> Facts:
        """Return the facts about the file `name`, given as `display_name` returns it."""
        return self.by_name.get(name, self.default)


def read_facts(folder: Path) -> FolderFacts:
    """Read the sources.toml in `folder`. Without one there are no facts."""
    path = folder / SETTINGS_NAME
    target = link_target(path)
    if target and target.parent != folder.resolve():
        return _unusable(f"{path}: it is a link that leads out of the folder; copy the file itself into the folder")
    try:
        tables = parse_toml(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return FolderFacts()
    except OSError as error:
        return _unusable(f"{path}: cannot be read: {error.strerror}; fix its permissions")
    except UnicodeDecodeError as error:
        return _unusable(f"{path}: this file is not saved as UTF-8 (byte {error.start}); choose UTF-8 when you save it")
    except tomllib.TOMLDecodeError as error:
        return _unusable(toml_problem(str(path), error, "write names and texts in quotation marks"))
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
    missing = f"there is no such file in this folder; the files are {few}"
    unknown = sorted(tables.keys() - set(there))
    return [f'["{name}"]: {_where_it_is(folder, name) or missing}' for name in unknown]


def _where_it_is(folder: Path, name: str) -> str | None:
    """Say where to write the facts about a file in a folder below this one."""
    below, _, file = name.rpartition("/")
    is_there = below and ".." not in name and not name.startswith("/") and (folder / below / file).exists()
    return f'the file is in another folder; write ["{file}"] in {below}/{SETTINGS_NAME}' if is_there else None


def _facts(table: object) -> tuple[Facts, list[str]]:
    """Return the facts in one table and what is wrong with it."""
    if not isinstance(table, dict):
        return replace(NO_FACTS, is_valid=False), ["write it as a table, with the file's name in quotation marks"]
    problems = [
        f"“{key}” is not a known key; the keys are {', '.join(KEYS)}" for key in sorted(table.keys() - set(KEYS))
    ]
    values: dict[str, Any] = {}
    for key in KEYS:
        if key in table:
            try:
                values[key] = _READERS.get(key, _line)(table[key])
            except ValueError as error:
                problems.append(f"{key} {error}")
    return Facts(**values, is_valid=not problems), problems


def _shown(value: object) -> str:
    """Return a value as it is written, without what is in a list or table, which can be nested to any depth."""
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else repr(value)


def _line(value: object) -> str | None:
    if not isinstance(value, str):
        raise ValueError(f"must be text in quotation marks, not {_shown(value)}")
    return " ".join(clean(value).split()) or None


def _address(value: object) -> str | None:
    line = _line(value)
    try:
        urlsplit(line or "")
    except ValueError as error:
        raise ValueError(f"must be an address like https://…, not {_shown(value)}") from error
    return line


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip() if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError(f"must be a day like 2021-12-30, not {_shown(value)}") from error


_READERS = {"url": _address, "date": _day}
