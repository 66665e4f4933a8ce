"""Read the comments in a page's inline script: `var items = [{"id": …, "parentId": …, "timestamp": …}]`.

The page itself takes precedence. The script fills in what the page lacks; differences are remarked on. The list is
often `null` ("Comments in HTML" in docs/formats.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.formats.blogger_page.dates import time_from_milliseconds
from archive.formats.page_statements.statements import PageStatements
from archive.formats.page_statements.times import parse_time

_START = re.compile(r"\bitems\s*=\s*(?=\[)")
_HEX_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")
_DELETED = re.compile(r"""class=["']?deleted-comment""")


@dataclass(frozen=True)
class ScriptComment:
    """One comment of the script."""

    id: str
    body: str
    """HTML."""
    parent: str | None
    author: str | None
    published: datetime | None

    @property
    def removed(self) -> bool:
        return bool(_DELETED.search(self.body))


def script_comments(scripts: Iterable[str]) -> dict[str, ScriptComment]:
    """Return the comments in `scripts` by their ids, in order; empty if there is no readable list."""
    found: dict[str, ScriptComment] = {}
    for script in scripts:
        for entry in _entries(script):
            if comment := _comment(entry):
                found.setdefault(comment.id, comment)
    return found


def stated_comments(statements: PageStatements, ids: Iterable[str | None]) -> dict[str, ScriptComment]:
    """Return what the page's structured data says about the comments `ids`, without their texts."""
    known = {comment.id: comment for comment in statements.comments}
    return {
        comment.id: ScriptComment(comment.id, "", None, comment.author, _instant(comment.published))
        for comment in (known[each] for each in ids if each in known)
    }


def _instant(written: str | None) -> datetime | None:
    moment = parse_time(written) if written else None
    return moment.astimezone(UTC) if moment and moment.tzinfo else None


def _entries(script: str) -> Iterator[Any]:
    start = _START.search(script)
    if not start:
        return
    text = _HEX_ESCAPE.sub(r"\1\\u00\2", script[start.end() :])
    try:
        entries, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return
    yield from entries


def _comment(entry: Any) -> ScriptComment | None:
    if not isinstance(entry, dict) or not _digits(entry.get("id")):
        return None
    author = entry.get("author")
    name = author.get("name") if isinstance(author, dict) else None
    return ScriptComment(
        str(entry["id"]),
        entry["body"] if isinstance(entry.get("body"), str) else "",
        _digits(entry.get("parentId")),
        name.strip() or None if isinstance(name, str) else None,
        time_from_milliseconds(moment) if (moment := _digits(entry.get("timestamp"))) else None,
    )


def _digits(value: object) -> str | None:
    text = str(value) if isinstance(value, str | int) else ""
    return text if re.fullmatch(r"[0-9]{1,25}", text) else None
