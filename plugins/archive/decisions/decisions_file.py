"""Read `decisions.toml` and report every mistake in it; write one more decision at its end.

What is already in the file is never changed. The comment at its head explains the keys to keepers.
"""

from __future__ import annotations

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
)
from archive.errors import BrokenSettings, did_you_mean, toml_problem
from archive.text import tokens

_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_REQUIRED: dict[str, tuple[str, ...]] = {
    "same": ("texts",),
    "different": ("texts",),
    "quotation": ("source", "quoting"),
    "no-quotation": ("texts",),
    "boilerplate": ("words",),
    "no-repeat": ("texts", "begins"),
}
_OPTIONAL = {"quotation": ("begins", "why"), "no-quotation": ("begins", "why")}
_KEYS = ("verdict", "texts", "source", "quoting", "begins", "words", "why")
_COUNT = {"no-repeat": 1}
"""How many texts a verdict is about, if not two."""

_HEAD = """\
# Decisions about duplicates and quotations. They override what the program finds.
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

    Raises BrokenSettings, as `read_decisions` does, if the result would not be valid.
    """
    before = text if text.strip() else _HEAD
    entry = {"verdict": decision.verdict, **_named_texts(decision)}
    entry |= {key: value for key in ("begins", "words", "why") if (value := getattr(decision, key))}
    whole = before + "\n" * (not before.endswith("\n")) + "\n" + tomlkit.dumps({"decision": [entry]})
    read_decisions(whole, FILE_NAME)
    return whole


def _named_texts(decision: Decision) -> dict[str, object]:
    if decision.verdict == "quotation":
        return dict(zip(("source", "quoting"), decision.texts, strict=True))
    return {"texts": list(decision.texts)} if decision.texts else {}


def _entries(text: str, name: str) -> list[dict[str, object]]:
    try:
        document = tomllib.loads(text)
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
    begins, words, why = (str(entry.get(key, "")) for key in ("begins", "words", "why"))
    return Decision(number, cast(Verdict, entry["verdict"]), texts, begins, words, why)


def _problems(entry: dict[str, object]) -> Iterator[str]:
    """Yield what is wrong with an entry by itself."""
    verdict = entry.get("verdict")
    if verdict not in _VERDICTS:
        called = "has no verdict" if verdict is None else f"unknown verdict {verdict}"
        yield f"{called}; {did_you_mean(str(verdict or ''), _VERDICTS)}"
    required = _REQUIRED.get(str(verdict), ())
    keys = ("verdict", *required, *_OPTIONAL.get(str(verdict), ("why",))) if required else _KEYS
    yield from (f"has no {key}; add a line {key} = …" for key in required if key not in entry)
    for key, value in entry.items():
        if key not in keys:
            yield f"unknown key {key}; {did_you_mean(key, keys)}"
        elif key == "texts":
            yield from _texts_problems(value, _COUNT.get(str(verdict), 2))
        elif key != "verdict":
            yield from _value_problems(key, value)


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
    elif key == "begins" and not tokens(value):
        yield "begins has no letters or digits; write the first words of the passage"
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
        found[entry.verdict, texts, first_tokens(entry), tuple(tokens(entry.words))].append(entry)
    for first, *others in found.values():
        yield from (f"{other.label}: says the same as {first.label}; delete one of them" for other in others)
