"""A text gets the tags that its title and words give evidence for, and no others."""

from __future__ import annotations

import random
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tags.assign import TextTopics
from archive.tags.features import TermFeatures
from archive.tags.mentions import find_mentions
from archive.tags.scoring import ENOUGH, FEW, MORE_THAN_ENOUGH, MOST, ScoredTerm, score_terms
from archive.tags.vocabulary import Vocabulary
from archive.tags.vocabulary_file import read_vocabulary
from topics_of_text import post, topic_ids, topics, words

TERMS = """
[[term]]
id = "napo"
label = "Napo"
kind = "organisation"
variants = ["National Association of Probation Officers"]

[[term]]
id = "crc"
label = "Community Rehabilitation Companies"
kind = "organisation"
variants = ["Community Rehabilitation Company", "CRC"]

[[term]]
id = "po"
label = "Probation Officer"
kind = "role"
at_least = 3

[[term]]
id = "spo"
label = "Senior Probation Officer"
kind = "role"
variants = ["SPO"]

[[term]]
id = "psr"
label = "Pre-Sentence Report"
kind = "system"
variants = ["PSR"]

[[term]]
id = "poa"
label = "Prison Officers' Association"
kind = "organisation"

[[term]]
id = "kent"
label = "Kent, Surrey and Sussex CRC"
kind = "organisation"

[[term]]
id = "capita"
label = "Capita"
kind = "organisation"
as_written = true

[[term]]
id = "trusts"
label = "Probation Trusts"
kind = "organisation"
variants = ["Probation Trust"]
ambiguous = ["Trust"]

[[term]]
id = "pay"
label = "Pay"
kind = "topic"
variants = ["pay offer"]
ambiguous = ["pay"]

[[term]]
id = "pnc-napo"
label = "Probation Negotiating Committee"
kind = "organisation"
ambiguous = ["PNC"]

[[term]]
id = "pnc-police"
label = "Police National Computer"
kind = "system"
ambiguous = ["PNC"]
context = ["vetting"]

[[term]]
id = "nps-2001"
label = "National Probation Service (from 2001)"
kind = "organisation"
ambiguous = ["NPS"]
since = 2001-04-01
until = 2012-12-31

[[term]]
id = "nps"
label = "National Probation Service (2014 to 2021)"
kind = "organisation"
ambiguous = ["NPS"]
context = ["CRC"]
since = 2014-06-01
until = 2021-06-25

[[term]]
id = "parole-board"
label = "Parole Board"
kind = "organisation"
title_only = true

[[term]]
id = "amy-rees"
label = "Amy Rees"
kind = "person"
"""
VOCABULARY = read_vocabulary(TERMS, "vocabulary.toml")


def mention_counts(text: str, day: date | None = None, vocabulary: Vocabulary = VOCABULARY) -> dict[str, int]:
    """Return the number of mentions of each term in a post titled `text`; in a title, each makes a topic."""
    found = topics(text, "", day, vocabulary)
    assert {*found.why} == {each.term for each in found.scored}
    return {each.term.id: len(each.found) for each in found.scored}


@pytest.mark.parametrize(
    "text",
    [
        "The CRC lost its contract",
        "Two CRCs lost their contracts",
        "The CRC's contract",
        "The CRC’s contract",
        "The CRCs’ contracts",
        "(CRC)",
        "**CRC** and _not_ much else",
        "_CRC_ staff",
        "[CRC](https://example.org/CRC)",
        "CRC-run offices",
        "Our community rehabilitation company",
        "COMMUNITY REHABILITATION COMPANIES IN TROUBLE",
        "a Community\nRehabilitation Company",
        "a Community\u00a0Rehabilitation Company",
        "a Commu\u00adnity Rehabilitation Company",
    ],
)
def test_a_wording_is_found_in_any_typography(text: str) -> None:
    assert mention_counts(text) == {"crc": 1}


@pytest.mark.parametrize(
    "text",
    [
        "crc checksums",
        "the XCRC and the CRCX",
        "CRC2 or CRC_2",
        "Community. Rehabilitation Company",
        "a Community\n\nRehabilitation Company",
        "Community – Rehabilitation Company",
        "see https://example.org/CRC and www.CRC.example and crew@CRC.example",
        "CRC\u0301",
        "ÉCRC",
    ],
)
def test_near_misses_of_a_wording_are_not_found(text: str) -> None:
    assert mention_counts(text) == {}


def test_napo_is_not_found_in_napa_or_napoleon() -> None:
    assert mention_counts("NAPA met Napoleon") == {}
    assert mention_counts("NAPO met Napo's members") == {"napo": 2}


@pytest.mark.parametrize(
    "text", ["a pre-sentence report", "pre sentence reports", "Pre‑Sentence Report", "PSRs by noon"]
)
def test_hyphens_and_spaces_are_the_same(text: str) -> None:
    assert mention_counts(text) == {"psr": 1}


@pytest.mark.parametrize("apostrophe", ["'", "’", ""])
def test_apostrophes_do_not_matter(apostrophe: str) -> None:
    assert mention_counts(f"The Prison Officers{apostrophe} Association objected") == {"poa": 1}


def test_a_comma_in_a_label_is_part_of_it() -> None:
    assert mention_counts("Redundancies at Kent, Surrey and Sussex CRC") == {"kent": 1}


def test_an_ampersand_is_the_same_as_and() -> None:
    assert mention_counts("Redundancies at Kent, Surrey & Sussex CRC") == {"kent": 1}


def test_only_the_longest_of_overlapping_wordings_counts() -> None:
    assert mention_counts("A Senior Probation Officer wrote") == {"spo": 1}
    assert mention_counts("A Senior Probation Officer and a Probation Officer wrote") == {"spo": 1, "po": 1}
    assert mention_counts("The National Association of Probation Officers wrote") == {"napo": 1}


def test_capitals_matter_only_where_the_vocabulary_says_so() -> None:
    assert mention_counts("Tagging goes to Capita") == {"capita": 1}
    assert mention_counts("What it costs per capita") == {}


def test_an_ambiguous_wording_needs_a_sure_one_in_the_same_text() -> None:
    assert mention_counts("The Trust has lost my trust") == {}
    assert mention_counts("Every probation trust is gone, and our Trust was the last") == {"trusts": 2}
    assert mention_counts("Every probation trust is gone, and so is our trust in them") == {"trusts": 1}


def test_evidence_for_an_ambiguous_title_may_be_in_the_text() -> None:
    found = topics("End of a Trust", "The last of the probation trusts has closed its doors.", None, VOCABULARY)
    assert reasons(found) == {"trusts": "“Trust”, “probation trusts”, 2 times"}


def test_an_ambiguous_wording_in_lower_case_is_found_in_any_case() -> None:
    assert mention_counts("They pay us nothing and call it a pay offer. Pay!") == {"pay": 3}
    assert mention_counts("Pay attention") == {}


def test_a_context_word_is_evidence_but_not_a_mention() -> None:
    assert mention_counts("Nine in ten pass vetting even after a hit on PNC") == {"pnc-police": 1}


def test_a_wording_with_two_meanings_mentions_the_term_with_evidence() -> None:
    assert mention_counts("The Probation Negotiating Committee met; PNC rejected it") == {"pnc-napo": 2}
    assert mention_counts("PNC met") == {}


def test_a_wording_with_two_meanings_mentions_neither_if_both_have_evidence() -> None:
    assert mention_counts("The Probation Negotiating Committee heard of vetting through PNC") == {"pnc-napo": 1}


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (date(2001, 4, 1), {"nps-2001": 1}),
        (date(2012, 12, 31), {"nps-2001": 1}),
        (date(2013, 1, 1), {}),
        (date(2014, 6, 1), {"nps": 1}),
        (date(2021, 6, 25), {"nps": 1}),
        (date(2021, 6, 26), {}),
        (None, {}),
    ],
)
def test_the_date_of_a_post_decides_which_service_nps_was(day: date | None, meant: dict[str, int]) -> None:
    assert mention_counts("I left the NPS", day) == meant


def test_without_a_date_the_context_decides_which_service_nps_was() -> None:
    assert mention_counts("CRC staff envy the NPS") == {"crc": 1, "nps": 1}


def test_a_wording_inside_a_longer_one_is_no_evidence() -> None:
    longer = TERMS + '[[term]]\nid = "fund"\nlabel = "Probation Trust Fund"\nkind = "organisation"\n'
    found = mention_counts("The Probation Trust Fund is a Trust", vocabulary=read_vocabulary(longer, "v"))
    assert found == {"fund": 1}


FILLER = "We met again and said much the same as we had said before, at greater length. "


def ids(title: str, text: str) -> list[str]:
    return topic_ids(title, text, None, VOCABULARY)


def reasons(found: TextTopics) -> dict[str, str]:
    """Return the reason for each topic."""
    return {term.id: why for term, why in found.why.items()}


def test_a_term_mentioned_in_passing_is_not_a_tag() -> None:
    assert ids("A long week", FILLER * 20 + "Somebody from Napo came. " + FILLER * 20) == []


def test_a_term_mentioned_often_enough_is_a_tag() -> None:
    assert ids("A long week", "Napo came. " + (FILLER * 5 + "Napo came again.\n") * 6 + FILLER * 20) == ["napo"]


def test_the_same_mentions_score_less_in_a_longer_text() -> None:
    (short,), (long,) = (weigh((FILLER + "One CRC.\n") * 3 + f"{FILLER}\n" * more) for more in (1, 60))
    assert short.points > long.points


def test_a_short_text_needs_fewer_mentions() -> None:
    assert ids("Seen today", "A CRC has closed an office. The CRC told nobody.") == ["crc"]


def test_a_term_below_its_fewest_mentions_is_a_tag_only_by_the_title() -> None:
    text = "A Probation Officer spoke.\nProbation Officers came."
    assert ids("Seen today", text) == []
    assert ids("Seen today", f"{text}\nProbation Officers left.") == ["po"]
    assert ids("Probation Officers", FILLER) == ["po"]


def signs(text: str, title: str = "", **given: Any) -> TermFeatures:
    (found,) = weigh(text, title, **given)
    return found.features


def test_mentions_in_one_sentence_count_once() -> None:
    assert signs("A Community Rehabilitation Company (CRC), a CRC.").sentences == 1
    assert signs("A Community Rehabilitation Company. A CRC.").sentences == 2


def test_an_earlier_first_mention_scores_more() -> None:
    (opening,) = weigh("A message from Amy Rees. " + FILLER * 30)
    (late,) = weigh(FILLER * 30 + "A message from Amy Rees. ")
    assert (opening.features.words_before, late.features.words_before) == (3, 30 * len(FILLER.split()) + 3)
    assert opening.points > late.points


def test_a_mention_at_the_start_of_a_sentence_scores_more() -> None:
    (begun,), (inside,) = (
        weigh(FILLER + "Napo came there too."),
        weigh(FILLER + "On the day, in spite of it all, came Napo."),
    )
    assert (begun.features.sentence_starts, inside.features.sentence_starts) == (1, 0)
    assert begun.points > inside.points


def test_the_mentions_of_a_paragraph_share_its_words_up_to_eighty_each() -> None:
    assert signs("A CRC came here.\nNothing came of it.").coverage == 0.5
    napo, crc = sorted(weigh("Napo met a CRC.\nNothing came of it."), key=lambda each: each.term.id)[::-1]
    assert (napo.features.coverage, crc.features.coverage) == (0.25, 0.25)
    assert signs("word " * 799 + "Napo").coverage == 0.1


def test_terms_are_ranked_by_their_mentions() -> None:
    crc, napo = weigh("A CRC. A CRC. Napo.")
    assert [(each.term.id, each.features.rank) for each in (crc, napo)] == [("crc", 0), ("napo", 1)]


def test_a_term_called_by_its_name_scores_more() -> None:
    (named,), (otherwise,) = weigh("One Pre-Sentence Report."), weigh("One PSR.")
    assert (named.features.by_name, otherwise.features.by_name) == (True, False)
    assert (named.features.name_words, otherwise.features.name_words) == (2, 1)
    assert named.points > otherwise.points


ACCOMPANIED = TERMS.replace('id = "crc"', 'id = "crc"\ncompanions = ["Owner", "paid by results", "share price", "CRC"]')


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The CRC had no umbrella.", 0),
        ("The CRC had two owners and an owner.", 1),
        ("The owner of the CRC is paid-by-results, and the share price fell.", 3),
    ],
)
def test_each_companion_of_a_term_counts_once(text: str, number: int) -> None:
    vocabulary = read_vocabulary(ACCOMPANIED, "v")
    (accompanied,) = score_terms(find_mentions("", text, None, vocabulary), "", text)
    (alone,) = weigh(text)
    assert (accompanied.features.collocates, alone.features.collocates) == (number, 0)
    assert (accompanied.points > alone.points) is (number > 0)


def weigh(text: str, title: str = "", **given: Any) -> tuple[ScoredTerm, ...]:
    return score_terms(find_mentions(title, text, None, VOCABULARY), title, text, **given)


def test_a_title_only_term_is_not_a_tag_however_often_the_text_has_it() -> None:
    assert ids("A long week", ("The Parole Board met. " + FILLER) * 20) == []
    assert ids("The Parole Board", FILLER) == ["parole-board"]


def test_the_title_comes_first_then_the_highest_scores_up_to_the_limit() -> None:
    text = (FILLER + "One CRC.\n") * 8 + (FILLER + "Napo came.\n") * 5 + FILLER * 20
    assert ids("A long week", text) == ["crc", "napo"]
    assert ids("On the pre-sentence report", text) == ["psr", "crc", "napo"]


def test_no_text_has_more_topics_than_the_limit_and_the_best_stay() -> None:
    numbers = range(MOST + 2)
    found = read_vocabulary("".join(f'[[term]]\nid = "t{n}"\nlabel = "Zq{n}"\nkind = "topic"\n' for n in numbers), "v")
    text = "\n".join(f"{FILLER}Zq{n} came." for n in numbers for _ in range(n + 1))
    assert topic_ids(" ".join(f"Zq{n}" for n in numbers), text, None, found) == [f"t{n}" for n in numbers][:1:-1]


def test_after_the_first_few_tags_need_a_higher_score() -> None:
    terms = "".join(f'[[term]]\nid = "t{n}"\nlabel = "Zq{n}"\nkind = "topic"\n' for n in range(7))
    found = read_vocabulary(terms, "v")
    text = FILLER.join(f"Zq{n} came. " for n in range(7)) * 2
    tags = topic_ids("A long week", text, None, found)
    titled = topic_ids("Zq5 and Zq6", text, None, found)
    points = {
        each.term.id: each.points for each in score_terms(find_mentions("A long week", text, None, found), "", text)
    }
    assert tags == [f"t{n}" for n in range(7) if n < FEW or points[f"t{n}"] >= MORE_THAN_ENOUGH]
    assert ENOUGH < min(points.values()) < MORE_THAN_ENOUGH and FEW <= len(tags) < 7
    assert titled[:2] == ["t5", "t6"] and len(titled) >= FEW


def test_quoted_words_count_for_less_than_the_authors_own() -> None:
    text = (FILLER + "One CRC.\n") * 4 + FILLER
    (own,) = weigh(text)
    (quoted,) = weigh(text, quoted=[(0, len(text))])
    (in_part,) = weigh(text, quoted=[(0, len(text) // 4)])
    assert [each.features.sentences for each in (quoted, in_part, own)] == [2, 3.5, 4]
    assert quoted.points < in_part.points < own.points


def test_comments_strengthen_a_tag_but_make_none() -> None:
    text = FILLER * 40 + "One CRC. " + FILLER * 40
    (alone,) = weigh(text)
    (commented,) = weigh(text, comments={"crc": 500})
    assert alone.points < commented.points and commented.features.sentences == alone.features.sentences + 1
    assert not commented.is_salient
    assert weigh(FILLER, comments={"crc": 500}) == ()


def test_a_rare_term_scores_more_than_a_common_one() -> None:
    text = (FILLER * 4 + "One CRC.\n") * 3
    rare, unknown, common = (weigh(text, shares=shares)[0] for shares in ({"crc": 0.001}, {}, {"crc": 0.3}))
    assert rare.points > unknown.points > common.points


def test_a_term_in_nearly_every_text_is_a_tag_only_by_the_title() -> None:
    text = (FILLER + "One CRC.\n") * 9
    (everywhere,) = weigh(text, shares={"crc": 0.9})
    assert everywhere.titles_only and not everywhere.is_salient
    (titled,) = weigh(text, "A CRC", shares={"crc": 0.9})
    assert titled.is_salient


def test_related_terms_in_the_same_text_support_one_another() -> None:
    related = read_vocabulary(TERMS.replace('id = "crc"', 'id = "crc"\nrelated = ["napo"]'), "v")
    text = FILLER + "Somebody from Napo came. One CRC came."
    alone, together = (
        {each.term.id: each for each in score_terms(find_mentions("", text, None, them), "", text)}
        for them in (VOCABULARY, related)
    )
    assert all(together[term_id].features.related == 1 for term_id in ("crc", "napo"))
    assert all(together[term_id].points > alone[term_id].points for term_id in ("crc", "napo"))


def test_the_reason_lists_each_wording_once() -> None:
    found = topics("A CRC", "Two CRCs, a CRC’s manager and more CRCs.", None, VOCABULARY)
    assert reasons(found) == {"crc": "“CRC”, “CRCs”, “CRC’s”, 4 times"}


def test_a_text_without_terms_has_no_tags() -> None:
    assert ids("", "") == []


@pytest.mark.parametrize(
    ("label", "term_id"),
    [
        ("napo", "napo"),
        ("CRC", "crc"),
        ("Community  Rehabilitation Company", "crc"),
        ("pre sentence report", "psr"),
        ("pay", "pay"),
        ("Prison Officers’ Association", "poa"),
    ],
)
def test_a_source_label_names_a_term(label: str, term_id: str) -> None:
    term = VOCABULARY.term_named(label)
    assert term is not None and term.id == term_id


@pytest.mark.parametrize("label", ["", "Trust", "PNC", "Napo news", "cricket"])
def test_a_source_label_that_is_ambiguous_or_unknown_names_no_term(label: str) -> None:
    assert VOCABULARY.term_named(label) is None


def test_the_order_of_the_terms_does_not_matter() -> None:
    entries = [f"[[term]]{entry}" for entry in TERMS.split("[[term]]")[1:]]
    text = "NPS and CRC staff read a PSR. " + FILLER + "Napo and a Senior Probation Officer were paid. "
    expected = reasons(topics("Amy Rees on pay", text * 9, date(2017, 1, 1), VOCABULARY))
    assert len(expected) > 2
    for seed in range(5):
        random.Random(seed).shuffle(entries)
        shuffled = read_vocabulary("".join(entries), "vocabulary.toml")
        assert shuffled == VOCABULARY
        found = reasons(topics("Amy Rees on pay", text * 9, date(2017, 1, 1), shuffled))
        assert [*found.items()] == [*expected.items()]


TERM_WORDS = ["Napo", "CRC", "CRC's", "Trust", "probation trust", "pay", "NPS", "PNC", "vetting"]
FRAGMENTS = st.sampled_from([*TERM_WORDS, *"-’*_@/&(sSé \u0301\u00ad", "\n\n", ". ", "://"])


@given(title=st.text(max_size=40), text=st.one_of(st.text(), st.lists(FRAGMENTS).map("".join)))
def test_tags_of_any_text_are_whole_words_of_it(title: str, text: str) -> None:
    for topic in topics(title, text, date(2017, 1, 1), VOCABULARY).scored:
        assert len(topic.found) >= len(topic.wordings) >= 1
        for found in topic.wordings:
            parts = map(re.escape, found.split())
            whole = r"(?<![^\W_])" + r"[\s\-‐‑/*_\\'’‘]*".join(parts) + r"(?![^\W_])"
            assert re.search(whole, words(post(title, text, None))), found


def test_an_empty_vocabulary_tags_nothing() -> None:
    assert topic_ids("Napo", "Napo", None, read_vocabulary("", "vocabulary.toml")) == []


def test_the_shipped_vocabulary_is_sound(shipped: Vocabulary) -> None:
    assert len(shipped.terms) > 300
    assert len({term.id for term in shipped.terms}) == len(shipped.terms)
    for term in shipped.terms:
        assert len(set(term.variants + term.ambiguous)) == len(term.variants + term.ambiguous), term.id


def test_every_label_in_the_shipped_vocabulary_finds_its_own_term(shipped: Vocabulary) -> None:
    assert [shipped.term_named(term.label) for term in shipped.terms] == list(shipped.terms)


def test_no_person_in_the_shipped_vocabulary_is_found_by_one_name_alone(shipped: Vocabulary) -> None:
    people = [term for term in shipped.terms if term.kind == "person"]
    assert people
    assert all(" " in name for term in people for name in (term.label, *term.variants))
    for term in people:
        for name in term.ambiguous:
            text = f"Nobody in the village had seen {name} before."
            assert topic_ids(f"{name} again", text, None, shipped) == [], name


@pytest.mark.parametrize(
    "text",
    [
        "We acted in unison and walked through the gate with a broken visor.",
        "I trust you recall the impact on the horizon; reset, and guard your pride.",
        "He read for an MA, drove the SOP to the CO by FM radio, and met an AP, an EM and a VR.",
        "Per capita spending clinks; the work programme went to the pubs together.",
        "Chalk, Raab, Gove and Truss are words as well as names.",
        "Horizon scanning, Impact assessments and a Reset button for the Trust.",
    ],
)
def test_ordinary_english_gets_no_tag_from_the_shipped_vocabulary(text: str, shipped: Vocabulary) -> None:
    assert mention_counts(text, vocabulary=shipped) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The AP was full, as all Approved Premises are", {"approved-premises": 2}),
        ("Horizon replaced SOTP", {"horizon": 1, "sotp": 1}),
        ("HMIP is coming", {}),
        ("HMIP, that is HMI Probation, is coming", {"hmi-probation": 2}),
        ("HMI Probation and HMI Prisons wrote; HMIP is coming", {"hmi-probation": 1, "hmi-prisons": 1}),
        ("PQ on probation pay", {"pay": 1}),
        ("PQs answered in Hansard", {"parliamentary-question": 2}),
        ("The Community Service van, now Community Payback, was a CS van", {"unpaid-work": 3}),
        ("Strengthening Probation, Building Confidence is TR2", {"tr2": 2}),
        ("Kent, Surrey and Sussex CRC, or KSS", {"kss-crc": 2}),
    ],
)
def test_the_shipped_vocabulary_finds_its_terms(text: str, expected: dict[str, int], shipped: Vocabulary) -> None:
    assert mention_counts(text, vocabulary=shipped) == expected
