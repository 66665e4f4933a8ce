"""Read `vocabulary.toml`, and report every mistake in it with the line of its entry.

The head of the file explains its keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from archive.errors import BrokenSettings, parse_toml, toml_problem
from archive.tags.vocabulary import MENTION_ROLES, TERM_KINDS, Term, Vocabulary, WordingRole, nearest
from archive.text import normalize

_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_ENTRY = re.compile(r"[ \t]*\[\[[ \t]*term[ \t]*\]\]")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def read_vocabulary(text: str, name: str) -> Vocabulary:
    """Read the vocabulary from `text`, the TOML of a file called `name`.

    Raises BrokenSettings with a line for each mistake: the file, the line and number of the entry, and the reason.
    """
    series, entries = _series_and_entries(text, name)
    ids = _ids(entries)
    faults = [[*_entry_faults(entry.keys), *_link_faults(entry.keys, ids)] for entry in entries]
    terms = (_term(entry.keys) for entry, found in zip(entries, faults, strict=True) if not found)
    vocabulary = Vocabulary(tuple(sorted(terms, key=lambda term: term.id)), series)
    problems = [
        f"{name}{_at([entry])}: term {entry.number} ({entry.keys.get('id', 'no id')}): {fault}"
        for entry, found in zip(entries, faults, strict=True)
        for fault in found
    ]
    problems += [
        f"{name}{_at(concerned)}: {fault}"
        for concerned, fault in (*_repeats(entries), *_claims(vocabulary, entries), *_cycles(entries))
    ]
    if problems:
        raise BrokenSettings("\n".join(" ".join(problem.split()) for problem in problems))
    return vocabulary


class _TermEntry(NamedTuple):
    number: int
    """Counted from 1."""
    line: int
    """The line of its `[[term]]`; 0 if the layout of the file does not show it."""
    keys: dict[str, object]


_FaultsBetween = Iterator[tuple[list[_TermEntry], str]]
"""Faults between entries: the entries and an error message."""

_LINKS = ("broader", "related")
_LISTS = ("variants", "ambiguous", "context", "against", "companions", "unless", *_LINKS, "formerly")
_DAYS = ("began", "ended")
_SHAPES: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("id", "label", "full", "kind", "definition"), (str, "text in quotation marks")),
    **dict.fromkeys(_DAYS, (str, 'a day, month or year in quotation marks, such as "2014-06"')),
    **dict.fromkeys(_LISTS, (list, "a list of texts in quotation marks")),
    **dict.fromkeys(("since", "until"), (date, "a date such as 2014-06-01, without quotation marks")),
    **dict.fromkeys(("as_written", "title_only"), (bool, "true or false")),
    "at_least": (int, "a whole number"),
}


def _series_and_entries(text: str, name: str) -> tuple[tuple[str, ...], list[_TermEntry]]:
    try:
        document = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(toml_problem(name, error, "write [[term]] and put texts in quotation marks")) from error
    series, found = document.pop("series", []), document.pop("term", [])
    if not isinstance(series, list) or not all(isinstance(each, str) and _has_letters(each) for each in series):
        raise BrokenSettings(f"{name}: series must be {_SHAPES['variants'][1]}, before the first [[term]]")
    if document or not isinstance(found, list) or not all(isinstance(keys, dict) for keys in found):
        strangers = ", ".join(document) or "term"
        raise BrokenSettings(f"{name}: may only contain series and [[term]] entries, but has {strangers}")
    return tuple(series), _numbered(text, found)


def _numbered(text: str, found: list[dict[str, object]]) -> list[_TermEntry]:
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if _ENTRY.match(line)]
    if len(lines) != len(found):  # "[[term]]" inside a long text, or inline tables
        lines = [0] * len(found)
    return [
        _TermEntry(number, line, keys) for number, (line, keys) in enumerate(zip(lines, found, strict=True), start=1)
    ]


def _at(entries: list[_TermEntry]) -> str:
    """Return where `entries` begin, such as " line 12" or " lines 12 and 30"."""
    lines = sorted({entry.line for entry in entries} - {0})
    *first, last = map(str, lines or [0])
    return (f" lines {', '.join(first)} and {last}" if first else f" line {last}") if lines else ""


def _ids(entries: Iterable[_TermEntry]) -> dict[str, _TermEntry]:
    return {str(entry.keys["id"]): entry for entry in entries if "id" in entry.keys}


def _term(keys: dict[str, object]) -> Term:
    """Make the term of an entry without faults; a definition of several lines becomes one line."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()}
    values |= {key: " ".join(str(values[key]).split()) for key in ("full", "definition") if key in values}
    return Term(**values)  # type: ignore[arg-type]  # _entry_faults found nothing wrong


def _entry_faults(keys: dict[str, object]) -> Iterator[str]:
    for key in ("id", "label", "kind"):
        if key not in keys:
            yield f"{key} is missing"
    for key, value in keys.items():
        if key not in _SHAPES:
            yield f"unknown key {key}; keys are {', '.join(field.name for field in fields(Term))}"
        elif type(value) is not _SHAPES[key][0]:
            yield f"{key} must be {_SHAPES[key][1]}"
        else:
            yield from _value_faults(key, value)
    yield from _order_faults(keys)


def _value_faults(key: str, value: object) -> Iterator[str]:
    """Yield what is wrong with a value of the right type."""
    if isinstance(value, list) and not all(isinstance(text, str) and _has_letters(text) for text in value):
        yield f"{key} contains an item that is empty or not in quotation marks"
    if key == "id" and not _ID.fullmatch(str(value)):
        yield "id may only contain lower-case letters a to z, digits and single hyphens"
    if key in ("label", "full", "definition") and not _has_letters(str(value)):
        yield f"{key} is empty"
    if key == "label" and ";" in str(value):
        yield 'label may not contain ";", which separates tags in post files'
    if key == "at_least" and isinstance(value, int) and value < 1:
        yield "at_least must be 1 or more"
    if key == "kind" and value not in TERM_KINDS:
        yield f"unknown kind {value}; kinds are {', '.join(TERM_KINDS)}"
    if key in _DAYS and not _is_day(str(value)):
        yield f'{key} is "{value}"; write a day, month or year such as "2014-06-01", "2014-06" or "2014"'


def _order_faults(keys: dict[str, object]) -> Iterator[str]:
    since, until = keys.get("since"), keys.get("until")
    if isinstance(since, date) and isinstance(until, date) and since > until:
        yield "since is later than until"
    began, ended = (str(keys.get(key, "")) for key in _DAYS)
    precision = min(len(began), len(ended))  # "2014-06" and "2014" can be the same time
    if _is_day(began) and _is_day(ended) and began[:precision] > ended[:precision]:
        yield "began is later than ended"


def _is_day(text: str) -> bool:
    """Return True for an existing day, month or year, such as "2014-06-01", "2014-06" or "2014"."""
    match = _DAY.fullmatch(text)
    try:
        return match is not None and bool(date(*(int(part or 1) for part in match.groups())))
    except ValueError:
        return False


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _link_faults(keys: dict[str, object], ids: dict[str, _TermEntry]) -> Iterator[str]:
    """Yield what is wrong with the ids in `broader`, `related` and `formerly`."""
    for key, linked in ((link, linked) for link in _LINKS for linked in _listed(keys, link)):
        if linked == keys.get("id"):
            yield f"{key} lists the term itself"
        elif linked not in ids:
            yield f'{key} lists "{linked}", but no term has that id{nearest(linked, ids)}'
    for former in _listed(keys, "formerly"):
        if former in ids:
            yield f'formerly lists "{former}", which is the id of a term now'
        elif not _ID.fullmatch(former):
            yield f'formerly lists "{former}", which is not a valid id'


def _listed(keys: dict[str, object], key: str) -> list[str]:
    """Return the strings in the list under `key`, if there is one."""
    found = keys.get(key)
    return [text for text in found if isinstance(text, str) and _has_letters(text)] if isinstance(found, list) else []


def _repeats(entries: list[_TermEntry]) -> _FaultsBetween:
    """Yield ids, labels and former ids that more than one entry has."""
    holders: dict[tuple[str, str], list[_TermEntry]] = {}
    for entry in entries:
        for key in ("id", "label"):
            holders.setdefault((key, normalize(str(entry.keys.get(key, "")))), []).append(entry)
        for former in _listed(entry.keys, "formerly"):
            holders.setdefault(("former id", former), []).append(entry)
    for (key, value), found in holders.items():
        if value and len(found) > 1:
            yield found, f'{len(found)} terms have the {key} "{value}"'


def _claims(vocabulary: Vocabulary, entries: list[_TermEntry]) -> _FaultsBetween:
    """Yield sure wordings that are also a wording of another term, or ambiguous in the same term."""
    clashes: dict[tuple[str, ...], str] = {}
    for key, called in vocabulary.wordings.items():
        claims = {(wording.term.id, wording.role) for wording in called if wording.role in MENTION_ROLES}
        if len(claims) > 1 and any(role is WordingRole.SURE for _, role in claims):
            clashes.setdefault(tuple(sorted({term_id for term_id, _ in claims})), " ".join(key))
    by_id = _ids(entries)
    for claimants, wording in clashes.items():
        fault = f'"{wording}" is claimed by {" and ".join(claimants)}: list it only under ambiguous in each'
        yield [by_id[term_id] for term_id in claimants], fault


def _cycles(entries: list[_TermEntry]) -> _FaultsBetween:
    """Yield cycles of `broader`."""
    by_id = _ids(entries)
    broader = {term_id: [*_listed(entry.keys, "broader")] for term_id, entry in by_id.items()}
    while cycle := _cycle(broader):
        least = cycle.index(min(cycle))
        names = [*cycle[least:], *cycle[:least]]
        yield [by_id[term_id] for term_id in names], f"broader forms a cycle: {', '.join([*names, names[0]])}"
        broader[names[0]].remove(names[1])


def _cycle(broader: dict[str, list[str]]) -> list[str]:
    """Return the ids of one cycle, each followed by a term it is part of; empty if there is none."""
    others = {term_id: [linked for linked in found if linked != term_id] for term_id, found in broader.items()}
    try:
        TopologicalSorter(others).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []
