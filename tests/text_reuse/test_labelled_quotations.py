"""The quality gate of what stands more than once: found out on cases that readers have labelled.

The floors are those of issue 4. They stand twice, here and in labelled/floors.toml, with the size and the digests of
the set: whoever lowers one, or takes a case out, has to do it in two places and say so.
"""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from archive.markup.render import to_text
from labelled_cases import FALSE_JOINS, FILES, FOLDER, Case, Marks, digest, figures, measured, read_cases, shelves

FROM_THE_ISSUE = {"same": 0.99, "precision": 0.99, "recall": 0.97, "ends": 0.95}
"""Least shares, as the issue has them; false joins are 0 and the cases are at least 300."""
LEAST_CASES = 300
RENEW = (
    "Look at what changed in the set; if it is right, put what `python tests/labelled_cases.py --digests` prints there"
)

CASES = read_cases()
FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def alone() -> Marks:
    return measured([case] for case in CASES)


@pytest.fixture(scope="module")
def on_shelves() -> Marks:
    return measured(shelves(CASES))


@pytest.fixture(params=["alone", "on_shelves"])
def marks(request: pytest.FixtureRequest) -> Marks:
    """Each case as an archive of its own, and cases that have nothing to do with one another as one archive."""
    return request.getfixturevalue(request.param)


def _faults(marks: Marks, *kinds: str) -> str:
    return "\n".join(fault for fault in marks.faults if any(f" {kind.upper()}: " in fault for kind in kinds))


def test_nothing_is_joined_that_a_reader_would_keep_apart(marks: Marks) -> None:
    false = sum(marks.all[kind] for kind in FALSE_JOINS)
    assert false <= FLOORS["most"]["false_joins"], _faults(marks, *FALSE_JOINS)


@pytest.mark.parametrize(
    ("figure", "faults"),
    [
        ("same", ["posts missed"]),
        ("comments", ["comments missed"]),
        ("repeats", ["repeats wrong"]),
        ("precision", ["passages false"]),
        ("recall", ["missed"]),
        ("ends", ["ends wrong"]),
    ],
)
def test_as_much_is_found_as_the_floor_asks(marks: Marks, figure: str, faults: list[str]) -> None:
    reached = figures(marks.all)[figure]
    assert reached is not None
    assert reached >= FLOORS["least"][figure], _faults(marks, *faults)


def test_no_floor_is_lower_than_the_issue_asks() -> None:
    assert FLOORS["most"] == {"false_joins": 0}
    assert {
        name: FLOORS["least"][name] for name in FROM_THE_ISSUE if FLOORS["least"][name] < FROM_THE_ISSUE[name]
    } == {}


def test_the_set_is_the_one_that_was_looked_at() -> None:
    changed = [name for name in FILES if digest(name) != FLOORS["digests"].get(name)]
    assert changed == [], f"tests/labelled/floors.toml knows other digests of {', '.join(changed)}. {RENEW}"


def test_no_kind_of_change_has_lost_cases() -> None:
    kinds = Counter(case.change for case in CASES)
    fewer = {change: least for change, least in FLOORS["least_cases"].items() if kinds[change] < least}
    assert len(CASES) >= LEAST_CASES
    assert fewer == {}, f"fewer cases than tests/labelled/floors.toml asks for. {RENEW}"
    assert set(kinds) == set(FLOORS["least_cases"]), f"tests/labelled/floors.toml does not name these kinds. {RENEW}"


@pytest.mark.parametrize("name", FILES)
def test_every_label_names_words_that_are_there(name: str) -> None:
    cases = read_cases([name])
    assert len({case.name for case in cases}) == len(cases)
    assert [case.name for case in cases if not _is_sound(case)] == []


def _is_sound(case: Case) -> bool:
    """True if each ref is that of a text, and each span a run of its words as they are counted on the site."""
    words = {ref: len(to_text(body).split()) for ref, body in case.bodies.items()}
    spans = [(each.source, each.source_span) for each in case.quotations]
    spans += [(each.quoting, each.quoting_span) for each in case.quotations]
    spans += [(case.ref(each["ref"]), tuple(each["span"])) for each in case.row["repeats"]]
    joined = case.pairs("same") | case.pairs("copies") | case.pairs("unjudged")
    return all(0 <= start < stop <= words.get(ref, 0) for ref, (start, stop) in spans) and all(
        ref in words for pair in joined for ref in pair
    )
