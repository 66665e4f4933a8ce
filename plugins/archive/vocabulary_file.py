"""`vocabulary.toml`: read, with every mistake in it named.

What its keys mean is said in plain words at the head of the file itself.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from archive.errors import BrokenSettings
from archive.text import fold
from archive.vocabulary import AT_LEAST, Role, Term, Vocabulary

_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


def read_vocabulary(text: str, name: str) -> Vocabulary:
    """The vocabulary in `text`, the TOML of a file called `name`.

    Raises BrokenSettings with one line for each problem, naming the file and the entry.
    """
    entries = _entries(text, name)
    faults = [list(_entry_faults(entry)) for entry in entries]
    terms = [_term(entry) for entry, found in zip(entries, faults, strict=True) if not found]
    problems = [
        f"{name}: term {number} ({entry.get('id', 'no id')}): {fault}"
        for number, (entry, found) in enumerate(zip(entries, faults, strict=True), start=1)
        for fault in found
    ]
    problems += [f"{name}: {fault}" for fault in (*_repeats(entries), *_claim_faults(terms))]
    if problems:
        raise BrokenSettings("\n".join(problems))
    return Vocabulary(tuple(sorted(terms, key=lambda term: term.id)))


_SHAPES: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("id", "label", "kind"), (str, "text in quotation marks")),
    **dict.fromkeys(("variants", "ambiguous", "context"), (list, "a list of texts in quotation marks")),
    **dict.fromkeys(("since", "until"), (date, "a date such as 2014-06-01, without quotation marks")),
    **dict.fromkeys(("as_written", "title_only"), (bool, "true or false")),
    "at_least": (int, "a whole number"),
}


def _entries(text: str, name: str) -> list[dict[str, object]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(f"{name}: not readable as TOML: {error}") from error
    entries = document.pop("term", [])
    if document or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        strangers = ", ".join(document) or "term"
        raise BrokenSettings(f"{name}: may hold only [[term]] entries, and has something else called {strangers}")
    return entries


def _term(entry: dict[str, object]) -> Term:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Term(**values)  # type: ignore[arg-type]  # _entry_faults has found nothing wrong


def _entry_faults(entry: dict[str, object]) -> Iterator[str]:
    """What is wrong with an entry by itself."""
    for key in ("id", "label", "kind"):
        if key not in entry:
            yield f"has no {key}"
    for key, value in entry.items():
        if key not in _SHAPES:
            yield f"unknown key {key}; keys are {', '.join(field.name for field in fields(Term))}"
        elif type(value) is not _SHAPES[key][0]:
            yield f"{key} must be {_SHAPES[key][1]}"
        else:
            yield from _value_faults(key, value)
    since, until = entry.get("since"), entry.get("until")
    if isinstance(since, date) and isinstance(until, date) and since > until:
        yield "since is later than until"


def _value_faults(key: str, value: object) -> Iterator[str]:
    """What is wrong with a value of the right type."""
    if isinstance(value, list) and not all(isinstance(text, str) and _has_letters(text) for text in value):
        yield f"{key} holds something that is empty or not in quotation marks"
    if key == "id" and not _ID.fullmatch(str(value)):
        yield "id may have small letters a to z, digits and single hyphens only"
    if key == "label" and not _has_letters(str(value)):
        yield "label is empty"
    if key == "label" and ";" in str(value):
        yield 'label may not have ";" in it, which parts the tags of a content file'
    if key == "at_least" and isinstance(value, int) and value < 1:
        yield "at_least must be 1 or more"
    if key == "kind" and value not in AT_LEAST:
        yield f"unknown kind {value}; kinds are {', '.join(AT_LEAST)}"


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _repeats(entries: list[dict[str, object]]) -> Iterator[str]:
    """Ids and labels that more than one entry has."""
    for key in ("id", "label"):
        times = Counter(fold(str(entry[key])) for entry in entries if key in entry)
        yield from (f'{count} terms have the {key} "{value}"' for value, count in times.items() if count > 1)


def _claim_faults(terms: list[Term]) -> Iterator[str]:
    """Wordings that two terms claim though one of them is sure of it, or that one term claims both ways."""
    clashes: dict[str, str] = {}
    for key, called in Vocabulary(tuple(terms)).wordings.items():
        claims = {(wording.term.id, wording.role) for wording in called if wording.role is not Role.CONTEXT}
        if len(claims) > 1 and any(role is Role.SURE for _, role in claims):
            clashes.setdefault(" and ".join(sorted({term_id for term_id, _ in claims})), " ".join(key))
    for claimants, wording in clashes.items():
        yield f'"{wording}" is claimed by {claimants}: make it ambiguous, and nothing else, in each'
