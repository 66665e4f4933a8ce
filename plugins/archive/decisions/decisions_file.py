"""Read `decisions.toml` and report every mistake in it; write one more decision at its end.

What is already in the file is never changed. The comment at its head explains the keys to keepers.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import cast, get_args

import tomlkit

from archive.decisions.decisions import (
    BOILERPLATE_WORDS,
    FILE_NAME,
    Decision,
    Decisions,
    Verdict,
    contradiction_message,
    contradictions,
    first_tokens,
    pair_problem,
    settled_twice,
)
from archive.errors import BrokenSettings, did_you_mean, parse_toml, toml_problem
from archive.text import tokens

_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_REQUIRED: dict[str, tuple[str, ...]] = {
    "same": ("texts",),
    "different": ("texts",),
    "quotation": ("source", "quoting"),
    "no-quotation": ("texts",),
    "boilerplate": ("words",),
    "no-repeat": ("texts", "begins"),
    "text-of": ("passage", "texts"),
}
_OF_A_PASSAGE = ("passage",)
"""What "boilerplate" requires if it is about an unplaced passage."""
_OPTIONAL = {"quotation": ("begins", "why"), "no-quotation": ("begins", "why"), "text-of": ("after", "why")}
_KEYS = ("verdict", "texts", "source", "quoting", "begins", "words", "passage", "after", "why")
_PASSAGE = re.compile(r"unplaced:[0-9a-f]{12}")
_COUNT = {"no-repeat": 1, "text-of": 1}
"""How many texts a verdict is about, if not two."""

_HEAD = """\
# Decisions about duplicates, quotations and unplaced passages. They override what the program finds.
#
# `invoke review` adds decisions to this file; you can also write them yourself. `invoke build` reports mistakes and
# gives the number of the decision: the first [[decision]] is number 1. The order does not matter. To undo a
# decision, delete it, from its [[decision]] line to the next.
#
# verdict is one of these:
#
#   "same"          the two texts are duplicates: show only one of them.
#   "different"     the two texts are not duplicates, however similar they are.
#   "quotation"     the text `quoting` quotes the text `source`.
#   "no-quotation"  neither of the two texts quotes the other. For a passage that appears twice in one text, name
#                   that text twice.
#   "boilerplate"   `words` is boilerplate, such as a sign-off or a footer. At least five words.
#   "no-repeat"     the text repeats a block, and both copies should be shown. `begins` has its first words.
#   "text-of"       the unplaced `passage` is a part of the post or comment in `texts`. The next import puts it at its
#                   end, or after the paragraph that has the words of `after`.
#
# "boilerplate" with a `passage` instead of `words` says that an unplaced passage belongs to no post.
#
# With begins = "its first words" a decision about quotation applies to one passage, and overrides a decision about
# everything that the two texts share. why = "…" is an optional note to yourself.
#
# Name a text by its address on this site or on the blog, or by its file in this folder. For a comment add "#c" and
# its number: copy the link of its date.
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
# begins = "The first words of the passage"
#
# [[decision]]
# verdict = "text-of"
# passage = "unplaced:0123456789ab"
# texts = ["/2017/06/an-example.html#c1234567890"]
"""


def read_decisions(text: str, name: str) -> Decisions:
    """Read the TOML `text` of the file `name`. Texts keep the names they have in the file.

    Raises BrokenSettings with one line for each problem, naming the file and the entry.
    """
    entries = _entries(text, name)
    problems_of = [list(_problems(entry)) for entry in entries]
    numbered = list(zip(range(1, len(entries) + 1), entries, problems_of, strict=True))
    decisions = [_decision(number, entry) for number, entry, found in numbered if not found]
    problems = [
        f"{name}: decision {number} ({entry.get('verdict', 'no verdict')}): {problem}"
        for number, entry, found in numbered
        for problem in found
    ]
    problems += [f"{name}: {problem}" for problem in _problems_between(decisions)]
    if problems:
        raise BrokenSettings("\n".join(" ".join(problem.split()) for problem in problems))
    return Decisions(tuple(decisions))


def add_decision(text: str, decision: Decision) -> str:
    """Return the file's `text` with `decision` at its end; an empty file gets a head that explains it.

    Raises BrokenSettings, as `read_decisions` does, if the result would not be valid, or settle a passage twice.
    """
    before = text if text.strip() else _HEAD
    entry = {"verdict": decision.verdict, **_named_texts(decision)}
    entry |= {key: value for key in ("begins", "words", "passage", "after", "why") if (value := getattr(decision, key))}
    whole = before + "\n" * (not before.endswith("\n")) + "\n" + tomlkit.dumps({"decision": [entry]})
    entries = read_decisions(whole, FILE_NAME).entries
    if clashes := [contradiction_message(group) for group in settled_twice(entries)]:
        raise BrokenSettings("\n".join(f"{FILE_NAME}: {clash}" for clash in clashes))
    return whole


def _named_texts(decision: Decision) -> dict[str, object]:
    if decision.verdict == "quotation":
        return dict(zip(("source", "quoting"), decision.texts, strict=True))
    return {"texts": list(decision.texts)} if decision.texts else {}


def _entries(text: str, name: str) -> list[dict[str, object]]:
    try:
        document = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(
            toml_problem(name, error, "write [[decision]] and put texts in quotation marks")
        ) from error
    entries = document.pop("decision", [])
    if document:
        raise BrokenSettings(f"{name}: only [[decision]] entries are allowed; remove {', '.join(document)}")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BrokenSettings(f"{name}: write [[decision]] with two brackets on each side, above each decision")
    return entries


def _decision(number: int, entry: dict[str, object]) -> Decision:
    """Return the decision of an entry that has no problems."""
    named = entry.get("texts") or [entry[key] for key in ("source", "quoting") if key in entry]
    texts = tuple(str(ref).strip() for ref in cast(list[str], named))
    values = {key: str(entry.get(key, "")) for key in ("begins", "words", "passage", "after", "why")}
    return Decision(number, cast(Verdict, entry["verdict"]), texts, **values)


def _problems(entry: dict[str, object]) -> Iterator[str]:
    """Yield what is wrong with an entry by itself."""
    verdict = entry.get("verdict")
    if verdict not in _VERDICTS:
        called = "has no verdict" if verdict is None else f"unknown verdict {verdict}"
        yield f"{called}; {did_you_mean(str(verdict or ''), _VERDICTS)}"
    required = _OF_A_PASSAGE if _is_about_a_passage(entry) else _REQUIRED.get(str(verdict), ())
    keys = ("verdict", *required, *_OPTIONAL.get(str(verdict), ("why",))) if required else _KEYS
    yield from (f"has no {key}; add a line {key} = …" for key in required if key not in entry)
    for key, value in entry.items():
        if key not in keys:
            yield f"unknown key {key}; {did_you_mean(key, keys)}"
        elif key == "texts":
            yield from _texts_problems(value, _COUNT.get(str(verdict), 2))
        elif key != "verdict":
            yield from _value_problems(key, value)


def _is_about_a_passage(entry: dict[str, object]) -> bool:
    return entry.get("verdict") == "boilerplate" and "passage" in entry


def _texts_problems(texts: object, count: int) -> Iterator[str]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        yield 'texts must be a list of names in quotation marks, such as ["/2017/06/an-example.html"]'
    elif not all(map(str.strip, texts)):
        yield "texts has an empty name; write an address or a file"
    elif len(texts) != count:
        cure = 'write it like texts = ["one"]' if count == 1 else 'write it like texts = ["one", "other"]'
        yield f"texts must name {count} {'text' if count == 1 else 'texts'}, not {len(texts)}; {cure}"


def _value_problems(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{key} must be text in quotation marks"
    elif not value.strip():
        yield f"{key} is empty; fill it in or delete the line"
    elif key in ("begins", "after") and not tokens(value):
        whose = "the first words of the passage" if key == "begins" else "the words before the passage"
        yield f"{key} has no letters or digits; write {whose}"
    elif key == "passage" and not _PASSAGE.fullmatch(value):
        yield "passage must be a name like unplaced:0123456789ab; `invoke review --list` has the names"
    elif key == "words" and len(tokens(value)) < BOILERPLATE_WORDS:
        yield f"words must have at least {BOILERPLATE_WORDS} words, because fewer occur anywhere by chance"


def _problems_between(decisions: Sequence[Decision]) -> Iterator[str]:
    """Yield what is wrong with decisions that have no problems by themselves."""
    problems = [(entry, pair_problem(entry)) for entry in decisions]
    yield from (f"{entry.label}: {problem}" for entry, problem in problems if problem)
    yield from _duplicates(decisions)
    yield from map(contradiction_message, contradictions(entry for entry, problem in problems if not problem))


def _duplicates(decisions: Iterable[Decision]) -> Iterator[str]:
    found: defaultdict[object, list[Decision]] = defaultdict(list)
    for entry in decisions:
        texts = entry.texts if entry.verdict == "quotation" else tuple(sorted(entry.texts))
        words = first_tokens(entry), tuple(tokens(entry.words)), entry.passage, entry.after
        found[entry.verdict, texts, words].append(entry)
    for first, *others in found.values():
        yield from (f"{other.label}: says the same as {first.label}; delete one of them" for other in others)
