"""`decisions.toml`: read, with every mistake in it named, and written, one decision more at a time.

The rule: what stands in the file stays as it is, to the letter; a decision is put after it. What its keys mean is said
in plain words at the head of the file itself.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import cast, get_args

import tomlkit

from archive.decisions.decisions import (
    NAME,
    ROW,
    Decision,
    Decisions,
    Verdict,
    contradiction,
    contradictions,
    pairing_fault,
    tokens_of,
)
from archive.errors import BrokenSettings
from archive.text import tokens

_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_NEEDED: dict[str, tuple[str, ...]] = {
    "same": ("texts",),
    "different": ("texts",),
    "quotation": ("source", "quoting"),
    "no-quotation": ("texts",),
    "boilerplate": ("words",),
    "no-repeat": ("texts", "begins"),
}
_BESIDES = {"quotation": ("begins", "why"), "no-quotation": ("begins", "why")}
_KEYS = ("verdict", "texts", "source", "quoting", "begins", "words", "why")
_COUNT = {"no-repeat": 1}
"""How many texts a verdict is about, if not two."""

_HEAD = """\
# What people have decided about texts that look alike. What stands here wins over what the program finds.
#
# `invoke review` adds to this file; you may write in it, too. Mistakes are listed by `invoke build`, each with the
# number of its decision: the first [[decision]] is number 1. The order does not matter. To take a decision back,
# delete it, from its [[decision]] up to the next.
#
# verdict is one of these:
#
#   "same"          the two texts are one, and shown once.
#   "different"     the two texts are two, however much they are alike.
#   "quotation"     the text `quoting` quotes the text `source`.
#   "no-quotation"  neither of the two texts quotes the other. To say it of words that one text has twice, write
#                   that text twice.
#   "boilerplate"   the `words` belong to nobody: a sign-off, a footer. Five words at least.
#   "no-repeat"     a block stands twice in the text, and both are to be shown. `begins` has its first words.
#
# With begins = "its first words" a decision on quotation is about one passage, and wins over one about all that the
# two texts share. why = "…" is for people, and may be left out.
#
# A text is named by its address on this site or the blog, or by its file in this folder. A comment has "#c" and
# its number after that: copy the link of its date.
#
# [[decision]]
# verdict = "same"
# texts = ["/2017/06/an-example.html", "posts/2017/06/the-same-example.md"]
# why = "one post, copied on two days"
#
# [[decision]]
# verdict = "quotation"
# source = "mailouts/2021/a-circular.md"
# quoting = "/2021/11/an-example.html#c1234567890"
# begins = "The words with which the passage begins"
"""


def read_decisions(text: str, name: str) -> Decisions:
    """The decisions in `text`, the TOML of a file called `name`. Their texts have the names the file gives them.

    Raises BrokenSettings with one line for each problem, naming the file and the entry.
    """
    entries = _entries(text, name)
    faults = [list(_faults(entry)) for entry in entries]
    numbered = list(zip(range(1, len(entries) + 1), entries, faults, strict=True))
    decisions = [_decision(number, entry) for number, entry, found in numbered if not found]
    problems = [
        f"{name}: decision {number} ({entry.get('verdict', 'no verdict')}): {fault}"
        for number, entry, found in numbered
        for fault in found
    ]
    problems += [f"{name}: {fault}" for fault in _faults_between(decisions)]
    if problems:
        raise BrokenSettings("\n".join(" ".join(problem.split()) for problem in problems))
    return Decisions(tuple(decisions))


def added(text: str, decision: Decision) -> str:
    """The file's `text` with one decision after the others, whatever its number; an empty one gets a head.

    Raises BrokenSettings, as `read_decisions` does, if the file with that decision could not be read again.
    """
    before = text if text.strip() else _HEAD
    entry = {"verdict": decision.verdict, **_named(decision)}
    entry |= {key: value for key in ("begins", "words", "why") if (value := getattr(decision, key))}
    whole = before + "\n" * (not before.endswith("\n")) + "\n" + tomlkit.dumps({"decision": [entry]})
    read_decisions(whole, NAME)
    return whole


def _named(decision: Decision) -> dict[str, object]:
    if decision.verdict == "quotation":
        return dict(zip(("source", "quoting"), decision.texts, strict=True))
    return {"texts": list(decision.texts)} if decision.texts else {}


def _entries(text: str, name: str) -> list[dict[str, object]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(f"{name}: not readable as TOML: {error}") from error
    entries = document.pop("decision", [])
    if document or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        strangers = ", ".join(document) or "decision"
        raise BrokenSettings(f"{name}: may hold only [[decision]] entries, and has something else called {strangers}")
    return entries


def _decision(number: int, entry: dict[str, object]) -> Decision:
    """The decision of an entry without faults."""
    named = entry.get("texts") or [entry[key] for key in ("source", "quoting") if key in entry]
    texts = tuple(str(ref).strip() for ref in cast(list[str], named))
    begins, words, why = (str(entry.get(key, "")) for key in ("begins", "words", "why"))
    return Decision(number, cast(Verdict, entry["verdict"]), texts, begins, words, why)


def _faults(entry: dict[str, object]) -> Iterator[str]:
    """What is wrong with an entry by itself."""
    verdict = entry.get("verdict")
    if verdict not in _VERDICTS:
        called = "has no verdict" if verdict is None else f"unknown verdict {verdict}"
        yield f"{called}; verdicts are {', '.join(_VERDICTS)}"
    needed = _NEEDED.get(str(verdict), ())
    keys = ("verdict", *needed, *_BESIDES.get(str(verdict), ("why",))) if needed else _KEYS
    yield from (f"has no {key}" for key in needed if key not in entry)
    for key, value in entry.items():
        if key not in keys:
            yield f"unknown key {key}; keys are {', '.join(keys)}"
        elif key == "texts":
            yield from _texts_faults(value, _COUNT.get(str(verdict), 2))
        elif key != "verdict":
            yield from _value_faults(key, value)


def _texts_faults(texts: object, count: int) -> Iterator[str]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        yield 'texts must be a list of names in quotation marks, such as ["/2017/06/an-example.html"]'
    elif not all(map(str.strip, texts)):
        yield "texts has an empty name; write an address or a file"
    elif len(texts) != count:
        yield f"texts must have {count} of them, and has {len(texts)}"


def _value_faults(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{key} must be text in quotation marks"
    elif not value.strip():
        yield f"{key} is empty; write something, or take the line out"
    elif key == "begins" and not tokens(value):
        yield "begins has no letter and no digit; write the first words of the passage"
    elif key == "words" and len(tokens(value)) < ROW:
        yield f"words has fewer than {ROW} words, which stand anywhere by chance; write more of them"


def _faults_between(decisions: Sequence[Decision]) -> Iterator[str]:
    """What is wrong with decisions that are right by themselves."""
    faults = [(entry, pairing_fault(entry)) for entry in decisions]
    yield from (f"{entry.label}: {fault}" for entry, fault in faults if fault)
    yield from _said_twice(decisions)
    yield from map(contradiction, contradictions(entry for entry, fault in faults if not fault))


def _said_twice(decisions: Iterable[Decision]) -> Iterator[str]:
    said: defaultdict[object, list[Decision]] = defaultdict(list)
    for entry in decisions:
        texts = entry.texts if entry.verdict == "quotation" else tuple(sorted(entry.texts))
        said[entry.verdict, texts, tokens_of(entry), tuple(tokens(entry.words))].append(entry)
    for first, *others in said.values():
        yield from (f"{other.label}: says what {first.label} says; take one of them out" for other in others)
