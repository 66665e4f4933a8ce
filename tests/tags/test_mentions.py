"""Mentions of terms are found with their exact places."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tags.mentions import Mention, find_mentions
from archive.tags.vocabulary_file import read_vocabulary

VOCABULARY = read_vocabulary(
    """
[[term]]
id = "crc"
label = "Community Rehabilitation Companies"
kind = "organisation"
variants = ["Community Rehabilitation Company", "CRC"]

[[term]]
id = "london-crc"
label = "London CRC"
kind = "organisation"

[[term]]
id = "scotland"
label = "Scotland"
kind = "place"
unless = ["Scotland Yard"]

[[term]]
id = "met"
label = "Metropolitan Police"
kind = "organisation"
variants = ["New Scotland Yard"]

[[term]]
id = "ap"
label = "Approved Premises"
kind = "system"
ambiguous = ["AP"]
context = ["residents"]
""",
    "vocabulary.toml",
)


def found(title: str, text: str) -> list[tuple[str, str]]:
    """Return ids and wordings, after checking that the offsets of each mention are those of its wording."""
    its = find_mentions(title, text, None, VOCABULARY)
    assert all(each.wording == (title if each.in_title else text)[each.start : each.stop] for each in its)
    return [(each.term.id, each.wording) for each in its]


def test_a_mention_has_its_wording_and_offsets() -> None:
    (title, first, second) = find_mentions("A CRC fails", "The _CRC_ and the\nLondon CRC’s owner", None, VOCABULARY)
    crc = VOCABULARY.by_id["crc"]
    assert title == Mention(crc, "CRC", True, 2, 5)
    assert first == Mention(crc, "CRC", False, 5, 8)
    assert (second.term.id, second.wording, second.start) == ("london-crc", "London CRC’s", 18)


def test_every_occurrence_of_a_term_is_a_mention() -> None:
    assert found("", "CRC, CRCs and a community rehabilitation\u00a0company") == [
        ("crc", "CRC"),
        ("crc", "CRCs"),
        ("crc", "community rehabilitation\u00a0company"),
    ]


def test_offsets_count_characters_not_bytes() -> None:
    assert found("", "𝔘 ﬁ İ ß é e\u0301 \u00ad 👩‍⚖️ CRC “CRC”") == [("crc", "CRC"), ("crc", "CRC")]


def test_a_longer_name_of_something_else_is_not_a_mention() -> None:
    assert found("", "Scotland Yard is not in Scotland") == [("scotland", "Scotland")]


def test_an_excluded_name_can_be_another_term() -> None:
    assert found("", "At New Scotland Yard") == [("met", "New Scotland Yard")]


def test_evidence_in_the_title_decides_the_meaning_in_the_text() -> None:
    assert found("Our residents", "The AP is full") == [("ap", "AP")]
    assert found("Our readers", "The AP is full") == []


def test_no_mention_runs_from_the_title_into_the_text() -> None:
    assert found("London", "CRC") == [("crc", "CRC")]


def test_a_text_of_one_repeated_wording_is_searched_in_linear_time() -> None:
    assert len(found("", "London CRC " * 20_000)) == 20_000


FRAGMENTS = st.sampled_from(
    [
        "CRC",
        "CRC's",
        "London",
        "Scotland",
        "Yard",
        "AP",
        "residents",
        *"-’*_@/&(s é\u0301\u00ad\u200b",
        "\n\n",
        ". ",
        "://",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(FRAGMENTS).map("".join))


@given(title=TEXTS, text=TEXTS)
def test_mentions_are_in_order_and_do_not_overlap(title: str, text: str) -> None:
    its = find_mentions(title, text, date(2017, 1, 1), VOCABULARY)
    found(title, text)
    places = [(not each.in_title, each.start, each.stop) for each in its]
    assert places == sorted(places)
    for (_, _, stop), (in_text, start, _) in pairwise(places):
        assert stop <= start or (in_text and its[0].in_title)
    assert all(each.start < each.stop for each in its)


ACCOMPANIED = read_vocabulary(
    """
[[term]]
id = "union"
label = "Kettle Workers"
kind = "organisation"
ambiguous = ["KW", "members"]
companions = ["ballot", "branch", "pay offer", "strike"]
since = 2016-01-01
until = 2016-12-31
against = ["kilowatt"]

[[term]]
id = "power"
label = "Kilowatts"
kind = "topic"
ambiguous = ["KW"]
companions = ["boiler", "fuse", "meter", "ballot"]
""",
    "vocabulary.toml",
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("KW has called a ballot in every branch.", []),
        ("KW has called a ballot in every branch on the pay offer.", ["union"]),
        ("KW has called ballots, a ballot, and the ballot again.", []),
        ("The members had a ballot in each branch on the pay offer.", []),
        ("At 3 KW the boiler blew a fuse, and the meter stopped.", ["power"]),
        ("KW: ballot, branch, strike; boiler, fuse, meter.", ["power"]),
        ("KW: branch, strike, pay offer; boiler, fuse, meter.", []),
    ],
)
def test_three_companions_decide_an_ambiguous_name_without_other_evidence(text: str, ids: list[str]) -> None:
    assert [each.term.id for each in find_mentions("", text, None, ACCOMPANIED)] == ids


def test_with_a_word_against_it_the_date_is_no_evidence_for_an_acronym() -> None:
    day = date(2016, 5, 1)
    assert [each.term.id for each in find_mentions("", "KW met.", day, ACCOMPANIED)] == ["union"]
    assert find_mentions("", "One KW is one kilowatt.", day, read_vocabulary(ONLY_UNION, "vocabulary.toml")) == ()
    assert [each.wording for each in find_mentions("", "The members heard of a kilowatt.", day, ACCOMPANIED)] == [
        "members"
    ]


ONLY_UNION = """
[[term]]
id = "union"
label = "Kettle Workers"
kind = "organisation"
ambiguous = ["KW"]
since = 2016-01-01
until = 2016-12-31
against = ["kilowatt"]
"""
