"""A copy that breaks off in mid-sentence is told from a text that ends without a full stop."""

import json
import random
import re
from pathlib import Path

import pytest

from archive.markup.endings import ends_in_mid_sentence

LABELLED = Path(__file__).parents[1] / "labelled"
PROSE = (
    "Nobody remembers who planted the first beans, and nobody has asked. They come up each spring behind the bins.\n\n"
    "The meeting in Mere began late. We asked for a lamp and were given a form."
)
LEAST_FOUND = 0.6
"""Share of the cut texts that must be found at the end of a file."""


def _read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]


WHOLE = [case["body"] for case in _read("tags.jsonl")]


@pytest.mark.parametrize("case", _read("endings.jsonl"), ids=lambda case: f"{case['kind']}: {case['ending'][:40]!a}")
def test_an_ending_that_needs_no_full_stop_is_whole(case):
    assert not ends_in_mid_sentence(f"{PROSE}\n\n{case['ending']}", is_end_of_file=True)


def test_no_whole_text_is_called_cut():
    assert [body[-60:] for body in WHOLE if ends_in_mid_sentence(body, is_end_of_file=True)] == []


def test_most_cut_texts_are_found_at_the_end_of_a_file():
    cut = [part for body in WHOLE for part in _cut(body)]
    found = sum(ends_in_mid_sentence(part, is_end_of_file=True) for part in cut)
    assert found >= LEAST_FOUND * len(cut)


def _cut(body: str) -> list[str]:
    """Return the text cut once at random within a sentence, often within a word; nothing if it has no prose."""
    chance = random.Random(body)
    lines = body.split("\n")
    prose = [at for at, line in enumerate(lines) if len(line.split()) >= 8 and not re.match(r"[-*#>|\d\[!<]", line)]
    if not prose:
        return []
    at = chance.choice(prose[len(prose) // 4 :])
    part = "\n".join([*lines[:at], lines[at][: chance.randrange(8, len(lines[at]))]])
    return [] if re.search(r"[.!?…:;][\"'”’)»*_]*\s*$", part) else [part]


@pytest.mark.parametrize(
    ("ending", "at_the_end", "elsewhere"),
    [
        ("Then somebody read the names of the offices that have closed since the", True, True),
        ("It took longer than I had thought it would. We go again next month, with a", True, True),
        ("It took longer than I had thought it would. The", True, True),
        ("It took longer than I had thought it would, said the chair,", True, True),
        ("Somebody read the names of the offices. It took longer than I had thou", True, False),
        ("Somebody read the names of the offices. It took longer than I had thought it would", True, False),
        ("Somebody read the names of the offices. Jim", False, False),
        ("Keep the kettle on and the door open", False, False),
    ],
)
def test_a_cut_sentence_is_found_by_its_last_word(ending, at_the_end, elsewhere):
    text = f"{PROSE}\n\n{ending}"
    assert ends_in_mid_sentence(text, is_end_of_file=True) == at_the_end
    assert ends_in_mid_sentence(text) == elsewhere


def test_an_author_who_sets_no_full_stops_is_not_called_cut():
    text = (
        "Nobody remembers who planted the first beans\n\nThey come up each spring behind the bins and nobody minds them"
    )
    assert not ends_in_mid_sentence(text, is_end_of_file=True)


def test_a_text_without_words_is_whole():
    assert not ends_in_mid_sentence("")
    assert not ends_in_mid_sentence("\n\n![](<https://elsewhere.example/a.png>)", is_end_of_file=True)
