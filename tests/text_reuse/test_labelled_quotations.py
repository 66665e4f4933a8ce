"""The quality gate for duplicates and quotations, measured on labelled cases.

The floors are the quality promised for duplicates and quotations. They are written down twice, here and in
labelled/floors.toml, which also has the size and the digests of the set: lowering a floor or removing a case takes
two edits, so it is not done by accident.
"""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from archive.markup.render import to_text
from labelled_cases import FALSE_JOINS, FILES, FOLDER, Case, Results, combine, digest, figures, measured, read_cases

PROMISED = {"same": 0.99, "precision": 0.99, "recall": 0.97, "ends": 0.95}
"""Least shares, as promised; there are no false joins, and at least 300 cases."""
LEAST_CASES = 300
RENEW = "Review what changed; if it is right, paste the output of `python tests/labelled_cases.py --digests` there"

CASES = read_cases()
FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def alone() -> Results:
    return measured([case] for case in CASES)


@pytest.fixture(scope="module")
def combined() -> Results:
    return measured(combine(CASES))


@pytest.fixture(params=["alone", "combined"])
def results(request: pytest.FixtureRequest) -> Results:
    """Once with each case as an archive of its own, once with unrelated cases joined to archives."""
    return request.getfixturevalue(request.param)


def _faults(results: Results, *kinds: str) -> str:
    return "\n".join(fault for fault in results.faults if any(f" {kind.upper()}: " in fault for kind in kinds))


def test_nothing_is_joined_that_a_reader_would_keep_apart(results: Results) -> None:
    false = sum(results.all[kind] for kind in FALSE_JOINS)
    assert false <= FLOORS["most"]["false_joins"], _faults(results, *FALSE_JOINS)


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
def test_every_figure_reaches_its_floor(results: Results, figure: str, faults: list[str]) -> None:
    reached = figures(results.all)[figure]
    assert reached is not None
    assert reached >= FLOORS["least"][figure], _faults(results, *faults)


def test_no_floor_is_lower_than_promised() -> None:
    assert FLOORS["most"] == {"false_joins": 0}
    assert {name: FLOORS["least"][name] for name in PROMISED if FLOORS["least"][name] < PROMISED[name]} == {}


def test_the_cases_are_the_reviewed_ones() -> None:
    changed = [name for name in FILES if digest(name) != FLOORS["digests"].get(name)]
    assert changed == [], f"tests/labelled/floors.toml has other digests for {', '.join(changed)}. {RENEW}"


def test_no_kind_of_case_has_lost_cases() -> None:
    kinds = Counter(case.change for case in CASES)
    fewer = {change: least for change, least in FLOORS["least_cases"].items() if kinds[change] < least}
    assert len(CASES) >= LEAST_CASES
    assert fewer == {}, f"there are fewer cases than in tests/labelled/floors.toml. {RENEW}"
    assert set(kinds) == set(FLOORS["least_cases"]), f"tests/labelled/floors.toml does not name these kinds. {RENEW}"


@pytest.mark.parametrize("name", FILES)
def test_every_label_refers_to_existing_words(name: str) -> None:
    cases = read_cases([name])
    assert len({case.name for case in cases}) == len(cases)
    assert [case.name for case in cases if not _is_sound(case)] == []


def _is_sound(case: Case) -> bool:
    """Return True if each ref is that of a text, and each span lies within its words as the site counts them."""
    words = {ref: len(to_text(body).split()) for ref, body in case.bodies.items()}
    spans = [(each.source, each.source_span) for each in case.quotations]
    spans += [(each.quoting, each.quoting_span) for each in case.quotations]
    spans += [(case.ref(each["ref"]), tuple(each["span"])) for each in case.row["repeats"]]
    joined = case.pairs("same") | case.pairs("copies") | case.pairs("unjudged")
    return all(0 <= start < stop <= words.get(ref, 0) for ref, (start, stop) in spans) and all(
        ref in words for pair in joined for ref in pair
    )
