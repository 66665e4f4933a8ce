"""`sources.toml`: what a person knows about a raw file and its text does not say.

One table for each file, by its name: `["page.txt"]` with any of url, title, date, author, licence, notes. Facts fill
gaps; they never replace what the text itself says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.errors import BrokenSettings
from archive.raw_files import SETTINGS_NAME

_POST_PATH = re.compile(r"/\d{4}/(?:0[1-9]|1[0-2])/[\w~%][\w.~%-]*\.html")


@dataclass(frozen=True)
class Facts:
    """What a person supplied about one file."""

    url: str | None = None
    title: str | None = None
    date: date | None = None
    author: str | None = None
    licence: str | None = None
    notes: str | None = None

    @property
    def post_path(self) -> str | None:
        """The permalink in `url`, "/2017/06/slug.html", if it is that of a post on Blogger; else None.

        Host, scheme, query and fragment do not matter (forms.md 2.3).
        """
        path = unquote(urlsplit(self.url).path) if self.url else ""
        return path if _POST_PATH.fullmatch(path) else None


NOTHING = Facts()


def read_facts(folder: Path) -> Mapping[str, Facts]:
    """Facts by file name, from sources.toml in `folder`; empty if there is none.

    Raises BrokenSettings with every problem, a line each.
    """
    path = folder / SETTINGS_NAME
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenSettings(f"{SETTINGS_NAME}: cannot be read: {error}") from error
    problems: list[str] = []
    facts = {name: _facts(name, table, problems) for name, table in tables.items()}
    if problems:
        raise BrokenSettings("\n".join(f"{SETTINGS_NAME}: {problem}" for problem in problems))
    return facts


def _facts(name: str, table: object, problems: list[str]) -> Facts:
    if not isinstance(table, dict):
        problems.append(f'{name}: write a table, ["name of the file"], with the facts below it')
        return NOTHING
    known = {field.name for field in fields(Facts)}
    for key in sorted(table.keys() - known):
        problems.append(f'["{name}"]: “{key}” is no fact; the facts are {", ".join(sorted(known))}')
    values = {key: _value(name, key, value, problems) for key, value in table.items() if key in known}
    return Facts(**values)


def _value(name: str, key: str, value: object, problems: list[str]) -> Any:
    if key == "date":
        return _day(name, value, problems)
    if isinstance(value, str):
        return " ".join(value.split()) or None
    problems.append(f'["{name}"]: {key} must be text in quotation marks')
    return None


def _day(name: str, value: object, problems: list[str]) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.append(f'["{name}"]: date must be like 2021-12-30, not {value!r}')
        return None
