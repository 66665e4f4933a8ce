"""Acronyms are explained once, with the right long form, and nothing else on the page changes."""

from __future__ import annotations

import re
from datetime import date

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.duplicates.repeated_blocks import collapsed_html
from archive.markup.render import to_html, to_text
from archive.pages.quotations.marks import PassageMark, mark_passages
from archive.pages.quotations.shown_words import shown_words
from archive.pages.topics.glossary_marks import explain_acronyms
from archive.pages.topics.topics import period
from archive.tags.acronyms import Glossary, abbreviates
from archive.tags.mentions import find_mentions
from archive.tags.vocabulary import Term, Vocabulary
from patience import many, no_hang

TERMS = (
    Term(
        id="hens",
        label="Hen Registration System",
        kind="system",
        variants=("HenRS",),
        definition="The list of hens. “It” is long & old.",
        began="2009",
    ),
    Term(id="coop", label="National Coop Service", kind="organisation", variants=("NCS",), definition="Keeps coops."),
    Term(
        id="tea", label="Tea on Mondays", kind="topic", ambiguous=("TOM",), context=("teapot",), definition="A custom."
    ),
    Term(id="model", label="Target Oven Model", kind="policy", ambiguous=("TOM",), definition="A plan for ovens."),
    Term(
        id="farewells",
        label="Farewells",
        kind="topic",
        variants=("RIP", "Sunday Egg Report", "SER"),
        definition="Goodbyes.",
    ),
    Term(id="clucks", label="CLUCKS", kind="organisation", definition="A club."),
    Term(id="silent", label="Silent Egg Notice", kind="topic", variants=("SEN",)),
    Term(id="nest", label="NEST NW", full="Northern Egg and Straw Trust, North West", kind="place", definition="Far."),
)
VOCABULARY = Vocabulary(TERMS)
GLOSSARY = Glossary(VOCABULARY)
_BUTTON = re.compile(
    '<span class="glossed">(.*?)<button type="button" class="term" popovertarget="([^"]*)">(.*?)</button>'
    '<span data-search-ignore class="gloss" id="([^"]*)" popover>(.*?)</span>(.*?)</span>',
    re.DOTALL,
)


def explain(markdown: str, title: str = "", html: str = "") -> str:
    text = to_text(markdown)
    return explain_acronyms(
        html or to_html(markdown), text, find_mentions(title, text, date(2017, 3, 4), VOCABULARY), GLOSSARY
    )


def without(html: str) -> str:
    """Remove the explanations from `html`."""
    return _BUTTON.sub(r"\1\3\6", html)


def buttons(html: str) -> list[str]:
    return [found[2] for found in _BUTTON.findall(html)]


def explanations(html: str) -> list[str]:
    return [re.sub("<[^>]*>", "", found[4]) for found in _BUTTON.findall(html)]


def test_an_explanation_follows_the_acronym_on_one_line_with_its_punctuation() -> None:
    assert explain("We filled in (“HenRS”), *twice*.") == (
        '<p>We filled in <span class="glossed">(“<button type="button" class="term" popovertarget="g-henrs">HenRS'
        '</button><span data-search-ignore class="gloss" id="g-henrs" popover><b>Hen Registration System</b>'
        "<small> The list of hens. “It” is long &amp; old. <i>From 2009.</i> </small>"
        '<a href="/glossary/#hens">HenRS in the glossary</a></span>”),</span> <em>twice</em>.</p>'
    )


EXPLAINED = {
    "once in a text, the first time": ("NCS and NCS\n\nand NCS", ["NCS"]),
    "as a plural or a possessive": ("the NCS's men", ["NCS’s"]),
    "each acronym by itself": ("NCS, HenRS/NCS", ["NCS", "HenRS"]),
    "not in a heading, a link, code or a word": (
        "## NCS\n\n[the NCS](https://a.example/NCS) `NCS` <https://a.example/NCS> xNCS NCSx\n\n    NCS",
        [],
    ),
    "at the next place that can have it": ("## NCS\n\n[NCS](https://a.example/) and **NCS**, NCS", ["NCS"]),
    "not where the text spells it out before": ("the National Coop Service (NCS) and the NCS", []),
    "not where the text spells it out after": ("the NCS (National Coop Service) and the NCS", []),
    "not where it stands for something else here": ("the Northern Cat Show (“NCS”) and the NCS", []),
    "but where it is spelled out only later": ("the NCS, that is the National Coop Service (NCS)", ["NCS"]),
    "not where something else stands in brackets": ("the NCS (of old), said the man (NCS)", ["NCS"]),
    "not without evidence of its sense": ("the TOM", []),
    "with evidence, in that sense": ("the TOM beside the teapot", ["TOM"]),
    "not where two senses have evidence": ("the TOM, the teapot and the Target Oven Model", []),
    "not where it is no short form of its term": ("RIP to them", []),
    "where it is short for another wording of its term": ("the SER again", ["SER"]),
    "not without a definition": ("the SEN", []),
    "a name written like an acronym": ("CLUCKS met", ["CLUCKS"]),
    "not a part of a longer name": ("The NEST NW egg", ["NEST NW"]),
    "a name over the end of a line": ("The NEST\nNW egg", []),
    "not with letters in bold": ("the N**C**S", []),
    "in a list, a quotation and a table": ("- HenRS\n\n> NCS\n\n| a |\n|--|\n| SER |", ["HenRS", "NCS", "SER"]),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPLAINED)
def test_an_acronym_is_explained(name: str) -> None:
    markdown, expected = EXPLAINED[name]
    assert buttons(explain(markdown)) == expected


def test_an_acronym_in_the_title_is_not_explained() -> None:
    assert explain("nothing", title="NCS") == ""
    assert buttons(explain("the NCS", title="NCS")) == ["NCS"]


def test_an_acronym_for_only_part_of_its_term_names_the_term() -> None:
    assert explanations(explain("the SER")) == ["Sunday Egg Report Farewells: Goodbyes. SER in the glossary"]
    assert explanations(explain("the TOM, a teapot")) == ["Tea on Mondays A custom. TOM in the glossary"]
    assert explanations(explain("CLUCKS")) == [" A club. CLUCKS in the glossary"]


def test_a_collapsed_passage_does_not_hide_an_acronym_before_it() -> None:
    html = to_html("The NCS met.\n\nSo.") + '\n<p class="collapsed">The line above (NCS) stands twice.</p>'
    made = explain("The NCS met.\n\nSo.\n\nThe NCS met.", html=html)
    assert buttons(made) == ["NCS"]
    assert made.endswith('<p class="collapsed">The line above (NCS) stands twice.</p>')
    assert collapsed_html("The NCS met.", []) == to_html("The NCS met.")


SPELLED = {
    "OASys": ("Offender Assessment System", True),
    "PQiP": ("Professional Qualification in Probation", True),
    "HMPPS": ("HM Prison and Probation Service", True),
    "UPW": ("Unpaid Work", True),
    "FTR28": ("Fixed Term Recall", True),
    "MAPPA": ("Multi Agency Public Protection Arrangements", True),
    "DRR": ("Drug Recovery", False),
    "JSC": ("Justice Committee", False),
    "CRC": ("Community Rehabilitation Companies Act", False),
    "NPS": ("Service", False),
}


@pytest.mark.parametrize("acronym", SPELLED)
def test_an_acronym_abbreviates_words_that_begin_with_its_letters(acronym: str) -> None:
    words, expected = SPELLED[acronym]
    assert abbreviates(acronym, words.split()) is expected


def test_a_period_is_given_to_the_month() -> None:
    def period_of(began: str, ended: str) -> str:
        return period(Term("a", "A", "topic", began=began, ended=ended))

    assert period_of("2014-06-01", "2021-06-25") == "June 2014 to June 2021"
    assert period_of("1912", "") == "From 1912"
    assert period_of("", "2001-03") == "Until March 2001"
    assert period_of("2014", "2014") == "2014"
    assert period_of("", "") == ""


PIECES = st.sampled_from(
    ["the", "NCS", "HenRS", "HenRS's", "NCSs,", "(NCS)", '"SER"', "CLUCKS--", "TOM", "teapot", "*NCS*", "**N**CS",
     "[NCS](https://a.example/NCS)", "`NCS`", "National Coop Service (NCS)", "R & NCS", "NCS&nbsp;x", "<b>NCS</b>",
     "—NCS", "NEST", "NW", "NCS/HenRS", "_HenRS_", "![NCS](/NCS.png)", "<https://a.example/NCS>", "\\*NCS", "NCS…",
     "<", "&"]
)  # fmt: skip
LINES = st.lists(PIECES, min_size=1, max_size=9).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map(lambda line: f"## {line}"),
    LINES.map(lambda line: f"> {line}\n>\n> - {line}"),
    LINES.map(lambda line: f"    {line}"),
    st.lists(LINES, min_size=2, max_size=3).map("\n".join),
    st.tuples(LINES, LINES).map(lambda cells: f"| {cells[0]} | b |\n| -- | -- |\n| {cells[1]} | |"),
    st.text("NCS ab<>&*_`[]()\n-|\"'", max_size=20),
)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=6).map("\n\n".join)


@given(TEXTS)
def test_explanations_occur_once_change_nothing_else_and_keep_the_html_valid(markdown: str) -> None:
    html, made = to_html(markdown), explain(markdown)
    assert without(made or html) == html
    ids = re.findall(' id="([^"]*)"', made)
    assert len(ids) == len(set(ids))
    html5lib.HTMLParser(strict=True).parseFragment(made)
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    assert not [
        button for name in ("a", "code", "pre", "h2") for held in tree.iter(name) for button in held.iter("button")
    ]


@given(TEXTS)
def test_quoting_finds_the_same_words_with_and_without_explanations(markdown: str) -> None:
    html, made = to_html(markdown), explain(markdown)
    assert shown_words(made or html).words == shown_words(html).words
    words = to_text(markdown).split()
    marks = [PassageMark((0, len(words)), "w0", "")] if words else []
    quoted = mark_passages(made or html, words, marks)
    unquoted = re.sub('<span class="passage"[^>]*>([^<]*)</span>', r"\1", quoted)
    assert unquoted == (made or html)


HOSTILE = {
    "one acronym": many("NCS ", 50_000),
    "many brackets": many("(", 50_000) + "NCS " + many("(NCS) ", 20_000),
    "signs": "NCS" + many(")", 50_000) + " HenRS" + many('"', 50_000),
    "tags": many("<b>NCS</b> ", 10_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_explaining_a_hostile_text_takes_linear_time(name: str) -> None:
    text = HOSTILE[name]
    html = text if "<" in text else f"<p>{text}</p>"
    plain = re.sub("<[^>]*>", "", text)
    found = find_mentions("", plain, None, VOCABULARY)
    with no_hang():
        made = explain_acronyms(html, plain, found, GLOSSARY)
    assert without(made or html) == html
