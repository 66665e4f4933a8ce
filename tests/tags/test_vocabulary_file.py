"""Every mistake in a vocabulary file is reported, and the shipped one has none."""

from __future__ import annotations

import re
from datetime import date

import pytest

from archive.errors import BrokenSettings
from archive.tags.vocabulary import Term, Vocabulary
from archive.tags.vocabulary_file import read_vocabulary
from topics_of_text import topic_ids, topics

BROKEN = """
[[term]]
id = "Napo!"
label = "Napo; the union"
kind = "organization"

[[term]]
id = "crc"
label = "CRC"
kind = "organisation"
variant = ["CRCs"]
ambiguous = [""]
context = "owner"
since = "2014"
at_least = 0

# a remark between two entries, with [[term]] in it

[[term]]
id = "noms"
label = "--"
kind = "organisation"
definition = " "
since = 2014-06-02
until = 2014-06-01
title_only = 1
began = 2014
ended = "June 2014"

  [[ term ]]
label = "Nobody"
broader = ["nom", "elsewhere"]
related = "noms"
formerly = ["crc", "Not an id"]
"""

PROBLEMS = """\
 line 2: term 1 (Napo!): id may only contain lower-case letters a to z, digits and single hyphens
 line 2: term 1 (Napo!): label may not contain ";", which separates tags in post files
 line 2: term 1 (Napo!): unknown kind organization; kinds are {kinds}
 line 7: term 2 (crc): unknown key variant; keys are {keys}
 line 7: term 2 (crc): ambiguous contains an item that is empty or not in quotation marks
 line 7: term 2 (crc): context must be a list of texts in quotation marks
 line 7: term 2 (crc): since must be a date such as 2014-06-01, without quotation marks
 line 7: term 2 (crc): at_least must be 1 or more
 line 19: term 3 (noms): label is empty
 line 19: term 3 (noms): definition is empty
 line 19: term 3 (noms): title_only must be true or false
 line 19: term 3 (noms): began must be a day, month or year in quotation marks, such as "2014-06"
 line 19: term 3 (noms): ended is "June 2014"; write a day, month or year such as {days}
 line 19: term 3 (noms): since is later than until
 line 30: term 4 (no id): id is missing
 line 30: term 4 (no id): kind is missing
 line 30: term 4 (no id): related must be a list of texts in quotation marks
 line 30: term 4 (no id): broader lists "nom", but no term has that id; the nearest is noms
 line 30: term 4 (no id): broader lists "elsewhere", but no term has that id
 line 30: term 4 (no id): formerly lists "crc", which is the id of a term now
 line 30: term 4 (no id): formerly lists "Not an id", which is not a valid id
""".format(
    kinds="organisation, role, person, policy, system, programme, place, topic",
    keys="id, label, kind, variants, ambiguous, context, against, companions, unless, since, until, as_written, "
    "title_only, at_least, full, definition, began, ended, broader, related, formerly",
    days='"2014-06-01", "2014-06" or "2014"',
)


def test_all_mistakes_in_a_vocabulary_are_reported_at_once_with_their_lines() -> None:
    expected = [f"content/vocabulary.toml{problem}" for problem in PROBLEMS.splitlines()]
    assert error(BROKEN, "content/vocabulary.toml").splitlines() == expected


def error(text: str, name: str = "vocabulary.toml") -> str:
    with pytest.raises(BrokenSettings) as caught:
        read_vocabulary(text, name)
    return str(caught.value)


def entry(term_id: str, label: str, more: str = "") -> str:
    """Return an entry of five lines if `more` is one line."""
    return f'[[term]]\nid = "{term_id}"\nlabel = "{label}"\nkind = "topic"\n{more}\n'


def test_an_id_and_a_label_belong_to_one_term() -> None:
    twice = error(entry("pay", "Pay") + entry("pay", "Recall"))
    assert twice == 'vocabulary.toml lines 1 and 6: 2 terms have the id "pay"'
    assert 'lines 1 and 6: 2 terms have the label "pay"' in error(entry("a", "Pay") + entry("b", "pay"))


def test_a_former_id_belongs_to_one_term() -> None:
    former = 'formerly = ["wages"]'
    assert error(entry("a", "A", former) + entry("b", "B") + entry("c", "C", former)) == (
        'vocabulary.toml lines 1 and 11: 2 terms have the former id "wages"'
    )


@pytest.mark.parametrize("other", ['variants = ["PNCs"]', 'variants = ["pnc"]', 'ambiguous = ["PNC"]'])
def test_a_sure_wording_belongs_to_one_term(other: str) -> None:
    problem = error(entry("police", "Police computer", 'variants = ["PNC"]') + entry("union", "Committee", other))
    assert problem.startswith('vocabulary.toml lines 1 and 6: "pnc')
    assert "claimed by police and union: list it only under ambiguous in each" in problem
    assert len(problem.splitlines()) == 1


def test_a_wording_is_not_both_sure_and_ambiguous() -> None:
    assert 'line 1: "pnc" is claimed by police' in error(
        entry("police", "Police computer", 'variants = ["PNC"]\nambiguous = ["PNC"]')
    )


def test_two_terms_may_share_an_ambiguous_wording() -> None:
    shared = 'ambiguous = ["PNC"]'
    assert len(read_vocabulary(entry("a", "One", shared) + entry("b", "Two", shared), "v").terms) == 2


@pytest.mark.parametrize("key", ["broader", "related"])
def test_a_term_does_not_link_to_itself(key: str) -> None:
    assert (
        error(entry("pay", "Pay", f'{key} = ["pay"]'))
        == f"vocabulary.toml line 1: term 1 (pay): {key} lists the term itself"
    )


def test_a_cycle_of_broader_terms_is_reported_once_with_all_its_members() -> None:
    cycle = entry("c", "C", 'broader = ["a"]') + entry("a", "A", 'broader = ["b"]') + entry("b", "B", 'broader = ["c"]')
    assert error(cycle) == "vocabulary.toml lines 1, 6 and 11: broader forms a cycle: a, b, c, a"
    assert error(entry("d", "D", 'broader = ["a"]') + cycle).count("\n") == 0


def test_every_cycle_of_broader_terms_is_reported() -> None:
    pairs = "".join(
        entry(f"{one}{other}", f"{one}{other}", f'broader = ["{other}{one}"]')
        for one, other in ("ab", "ba", "cd", "dc")
    )
    assert error(pairs).splitlines() == [
        "vocabulary.toml lines 1 and 6: broader forms a cycle: ab, ba, ab",
        "vocabulary.toml lines 11 and 16: broader forms a cycle: cd, dc, cd",
    ]


def test_related_terms_may_link_both_ways_and_share_a_broader_term() -> None:
    both = 'related = ["{}"]\nbroader = ["top"]'
    terms = entry("a", "A", both.format("b")) + entry("b", "B", both.format("a")) + entry("top", "Top")
    assert [term.broader for term in read_vocabulary(terms, "v").terms] == [("top",), ("top",), ()]


@pytest.mark.parametrize("day", ["2014", "2014-06", "2014-06-01", "2016-02-29"])
def test_a_term_can_begin_in_a_year_or_month_or_on_a_day(day: str) -> None:
    assert read_vocabulary(entry("a", "A", f'began = "{day}"'), "v").terms[0].began == day


@pytest.mark.parametrize(
    "day", ["", "14", "2014-6", "2014-13", "2014-02-30", "2014-06-01T00:00", "0000", "20140601", "٢٠١٤"]
)
def test_an_impossible_date_is_reported(day: str) -> None:
    assert f'began is "{day}"; write a day' in error(entry("a", "A", f'began = "{day}"'))


@pytest.mark.parametrize(
    ("began", "ended", "sound"),
    [
        ("2014-06-01", "2021-06-25", True),
        ("2014-06-01", "2014", True),
        ("2014", "2014-06-01", True),
        ("2014-06", "2014-06", True),
        ("2014-07", "2014-06-30", False),
        ("2015", "2014-12-31", False),
        ("2014-06-02", "2014-06-01", False),
    ],
)
def test_a_term_does_not_end_before_it_begins(began: str, ended: str, sound: bool) -> None:
    text = entry("a", "A", f'began = "{began}"\nended = "{ended}"')
    if sound:
        assert read_vocabulary(text, "v").terms[0].ended == ended
    else:
        assert error(text) == "vocabulary.toml line 1: term 1 (a): began is later than ended"


def test_a_definition_is_optional_and_may_take_several_lines() -> None:
    text = entry("a", "A", 'definition = """\nOne thing\n  and another."""') + entry("b", "B")
    assert [term.definition for term in read_vocabulary(text, "v").terms] == ["One thing and another.", ""]


def test_long_forms_and_definitions_are_not_searched_for() -> None:
    text = entry("tpe", "TPE", 'full = "Trans-Pennine Exam"\ndefinition = "An exam for lorry drivers."')
    assert topic_ids("The Trans-Pennine Exam is an exam for lorry drivers", "", None, read_vocabulary(text, "v")) == []


def test_faults_name_number_and_id_if_the_line_is_unknown() -> None:
    assert error('term = [{id = "pay", label = "Pay", kind = "wage"}]').startswith(
        "vocabulary.toml: term 1 (pay): unknown"
    )


def test_invalid_toml_is_reported_with_its_line() -> None:
    assert error('[[term]]\nid = "nap\n').startswith("vocabulary.toml line 2: this line is not valid TOML (")
    assert error('[[term]]\nid = "napo').startswith("vocabulary.toml: the end of the file is not valid TOML (")
    assert "line 2" in error("[[term]]\nid = napo")


@pytest.mark.parametrize("text", ["[[terms]]\n", "term = 3", 'term = ["napo"]', "[term]\nid = 'napo'"])
def test_a_vocabulary_has_only_terms_and_series(text: str) -> None:
    assert "may only contain series and [[term]] entries" in error(text)


@pytest.mark.parametrize("series", ['"Guest Blog"', "[84]", '["--"]', "true"])
def test_series_are_a_list_of_names(series: str) -> None:
    assert "series must be a list of texts in quotation marks" in error(f"series = {series}")


def test_names_of_series_are_read() -> None:
    assert read_vocabulary('series = ["Guest Blog", "On Hope"]', "vocabulary.toml").series == ("Guest Blog", "On Hope")


def test_every_shipped_term_is_defined_in_one_to_three_sentences(shipped: Vocabulary) -> None:
    for term in shipped.terms:
        assert 1 <= len(re.findall(r"[.!?]”?(?: |$)", term.definition)) <= 3, term.id
        assert 30 <= len(term.definition) <= 420, term.id


def test_every_shipped_term_links_to_two_to_four_others(shipped: Vocabulary) -> None:
    for term in shipped.terms:
        assert 2 <= len(term.related) <= 4, term.id
        assert len(set(term.related + term.broader)) == len(term.related + term.broader), term.id


def above(term_id: str, by_id: dict[str, Term]) -> set[str]:
    """Return all direct and indirect broader terms."""
    return {higher for one in by_id[term_id].broader for higher in (one, *above(one, by_id))}


def test_a_broader_term_is_not_also_a_related_term(shipped: Vocabulary) -> None:
    """SKOS requires this: https://www.w3.org/TR/skos-reference/#S27."""
    by_id = {term.id: term for term in shipped.terms}
    for term in shipped.terms:
        for other in term.related:
            assert other not in above(term.id, by_id) and term.id not in above(other, by_id), (term.id, other)


def test_every_shipped_term_can_be_reached_from_any_other(shipped: Vocabulary) -> None:
    """A page links to related, broader and narrower terms."""
    ways = {term.id: {*term.related, *term.broader} for term in shipped.terms}
    for term in shipped.terms:
        for higher in term.broader:
            ways[higher].add(term.id)
    start = shipped.terms[0].id
    reached, ahead = {start}, [start]
    while ahead:
        new = ways[ahead.pop()] - reached
        reached |= new
        ahead += sorted(new)
    assert set(ways) - reached == set()


def test_oasys_its_successor_and_other_tools_are_part_of_risk_assessment(shipped: Vocabulary) -> None:
    assert {"oasys", "arns", "ogrs", "rsr"} <= {term.id for term in shipped.terms if "risk" in term.broader}


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("PNC turned it down, as it had the last pay offer", None, {"pnc-napo", "pay"}),
        ("A check on PNC showed previous convictions", None, {"pnc-police"}),
        ("PNC", None, set()),
        ("HMIP found this; the Chief Inspector of Prisons has issued an Urgent Notification", None, {"hmi-prisons"}),
        (
            "HMIP found this; the Chief Inspector of Probation was clear",
            None,
            {"hmi-probation", "chief-inspector-probation"},
        ),
        ("HMIP found this", None, set()),
        ("The NPS is hiring", date(2010, 9, 4), {"nps-2001"}),
        ("The NPS is hiring", date(2016, 9, 4), {"nps"}),
        ("The NPS is hiring", date(2013, 2, 4), set()),
        ("RRP has closed an office", date(2017, 1, 5), {"rrp"}),
        ("RRP has a new head", date(2023, 1, 5), {"reducing-reoffending-directorate"}),
        ("RRP has closed an office", None, set()),
        ("Ingeus says that RRP has closed an office", None, {"rrp", "ingeus"}),
        ("SPS gives us an hour of reflective supervision", None, {"sps"}),
        ("SPS has full prisons in Scotland", None, {"scottish-prison-service", "scotland"}),
        ("SPS", None, set()),
        (
            "A PQ in the new number, from the Probation Institute: Probation Quarterly",
            None,
            {"probation-institute", "probation-quarterly"},
        ),
        ("His PQ got a written answer", None, {"parliamentary-question"}),
        ("The CS, now Unpaid Work", None, {"unpaid-work"}),
        ("We joined the CS when we became civil servants", None, {"civil-service-status"}),
        ("CAS had sent the case to the wrong side", date(2015, 2, 3), {"case-allocation-system"}),
        ("CAS had no bed for him", date(2023, 2, 3), {"community-accommodation-service"}),
        ("CAS had no bed for him", date(2019, 2, 3), set()),
        ("The COM hands over to the POM", None, {"com", "pom"}),
        ("Every CO of a probation area", None, {"chief-officer"}),
        ("The Permanent Secretary wrote, and the PS meant it", None, {"permanent-secretary"}),
        ("PS: I forgot my coat", None, set()),
    ],
)
def test_a_wording_with_two_senses_is_decided_by_date_or_context_or_left_open(
    text: str, day: date | None, expected: set[str], shipped: Vocabulary
) -> None:
    assert {*topic_ids(text, "", day, shipped)} == expected


WORDS_TOO = """AP AT CA CAS CO COM CS DA EM EO FM HO Impact MA NG NI OM PI PNC PO PQ PRIDE PS Reset RW SOP SPS TOM Trust
VR WL HMIP NPS RRP"""


@pytest.mark.parametrize("wording", WORDS_TOO.split())
def test_an_ambiguous_wording_alone_is_not_a_mention(wording: str, shipped: Vocabulary) -> None:
    assert any(wording in term.ambiguous for term in shipped.terms)
    assert topic_ids(f"{wording}: what of it?", f"{wording} again, and {wording} once more.", None, shipped) == []


@pytest.mark.parametrize("wording", WORDS_TOO.split())
def test_an_ambiguous_wording_is_a_mention_beside_the_label_of_its_term(wording: str, shipped: Vocabulary) -> None:
    for term in (term for term in shipped.terms if wording in term.ambiguous):
        sure = next(iter(term.sure))
        counts = {each.term.id: len(each.found) for each in topics(f"{sure}, or {wording}", "", None, shipped).scored}
        assert counts.get(term.id) == 2, term.id
