"""A keeper's decisions override what was found; those that cannot be applied are reported."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decisions import apply as module
from archive.decisions.apply import DECIDED, apply_decisions
from archive.decisions.decisions import Decision, Decisions, keeps_both_copies, resolve
from archive.text_reuse import Boilerplate, ComparableText, Passage, TextReuse, compare_pair

KETTLE, TEA, MUG = "posts/2017/06/kettle", "posts/2017/06/tea", "mailouts/2021/mug"
REMARK = f"{KETTLE}#c12"
REF_OF = {
    **{ref: ref for ref in (KETTLE, TEA, MUG, REMARK, f"{KETTLE}#c998")},
    "/2017/06/kettle.html": KETTLE,
    "/2017/05/old-kettle.html": KETTLE,
    "/2017/06/tea.html": TEA,
    f"{KETTLE}#ct0a": REMARK,
}


def decided(*entries: Decision) -> Decisions:
    return Decisions(entries)


def same(number: int, *texts: str) -> Decision:
    return Decision(number, "same", texts)


@pytest.mark.parametrize(
    "name",
    [
        KETTLE,
        f" {KETTLE}.md",
        f"content/{KETTLE}.md",
        r"content\posts\2017\06\kettle.md",
        "/2017/06/kettle.html",
        "/2017/05/old-kettle.html",
        "https://blog.example/2017/06/kettle.html",
        "HTTP://localhost:8000/2017/05/old-kettle.html?m=1",
    ],
)
def test_a_text_may_be_called_by_any_of_its_names(name):
    for suffix, ref in (("", KETTLE), ("#c12", REMARK), ("#ct0a", REMARK)):
        found, lines = resolve(decided(Decision(1, "no-repeat", (name + suffix,), "So")), REF_OF)
        assert (found.entries[0].texts, lines) == ((ref,), ())


def test_a_comment_may_be_named_by_the_file_of_comments():
    found, _ = resolve(decided(Decision(1, "no-repeat", (f"content/{KETTLE}.comments.md#c12",), "So")), REF_OF)
    assert found.entries[0].texts == (REMARK,)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("/2017/06/kettel.html", f"; the nearest is {KETTLE}"),
        ("posts/2016/06/kettle", f"; the nearest is {KETTLE}"),
        ("mailouts/2012/mugs.md", f"; the nearest is {MUG}"),
        (f"{KETTLE}#c999", f"; the nearest is {KETTLE}#c998"),
        (f"{TEA}#c12", f"; the nearest is {TEA}"),
        ("http://[", ""),
        ("https://blog.example", ""),
        ("#c12", ""),
    ],
)
def test_an_unknown_name_is_reported_with_the_nearest_one(name, near):
    found, lines = resolve(decided(same(1, KETTLE, TEA), same(2, TEA, name)), REF_OF)
    assert [entry.number for entry in found.entries] == [1]
    assert lines == (
        f'decisions.toml: decision 2 (same): no text here is called "{name}"{near}; '
        "correct the name or delete the decision",
    )


def test_a_decision_that_names_one_text_twice_is_ignored():
    found, lines = resolve(decided(Decision(3, "different", (KETTLE, "/2017/06/kettle.html"))), REF_OF)
    assert found.entries == ()
    assert lines == (
        f"decisions.toml: decision 3 (different): names one text twice, {KETTLE}; "
        "name two texts or delete the decision",
    )


def test_decisions_that_contradict_each_other_under_two_names_are_reported_and_ignored():
    entries = (
        same(1, KETTLE, "/2017/06/tea.html"),
        same(2, MUG, TEA),
        Decision(3, "different", (f"{MUG}.md", "/2017/05/old-kettle.html")),
        Decision(4, "quotation", (MUG, KETTLE)),
        Decision(5, "no-quotation", (f"{KETTLE}.md", MUG)),
        Decision(6, "no-repeat", (MUG,), "So"),
    )
    found, lines = resolve(Decisions(entries), REF_OF)
    assert [entry.number for entry in found.entries] == [6]
    assert lines == (
        "decisions.toml: decision 3 (different): contradicts decision 1 (same) and decision 2 (same); "
        "delete the wrong one",
        "decisions.toml: decision 5 (no-quotation): contradicts decision 4 (quotation); delete the wrong one",
    )


def test_every_chain_that_joins_texts_kept_apart_is_ignored():
    entries = [same(1, "a", "b"), same(2, "b", "c"), same(3, "a", "d"), same(4, "d", "c"), same(5, "e", "f")]
    refs = {name: name for name in "abcdef"}
    for order in permutations([*entries, Decision(6, "different", ("a", "c"))]):
        found, lines = resolve(Decisions(order), refs)
        assert [entry.number for entry in found.entries] == [5]
        assert len(lines) == 2


def test_pairs_are_sorted_whatever_the_order_in_the_file():
    decisions = decided(same(1, TEA, KETTLE), Decision(2, "different", (TEA, MUG)))
    assert (decisions.together, decisions.apart) == ({(KETTLE, TEA)}, {(MUG, TEA)})


def text(ref: str, words: str, parent: str | None = None) -> ComparableText:
    return ComparableText(ref, tuple(words.split()), parent=parent)


TEXTS = {
    each.ref: each
    for each in (
        text("a", "He says – Don’t boil the office kettle more often than is needed today"),
        text("b", "Please don't boil the office kettle more often than is needed at all"),
        text("c", "With best wishes from all of us at the branch office"),
        text("d#c1", "With best wishes from all of us at the branch office", "d"),
        text("d", "So with best wishes from all of us"),
    )
}
BOILED = Passage("a", (3, 12), "b", (1, 10), 9, 0.7, "unknown", "the day of one of them is not known")
WISHES = Passage("c", (0, 11), "d#c1", (0, 11), 11, 1.0, "one", "it is older")
FOUND = TextReuse((BOILED, WISHES), ())


def text_of(ref: str) -> ComparableText:
    return TEXTS[ref]


@pytest.fixture(autouse=True)
def between_two_texts(monkeypatch):
    """Replace the comparison of two texts in this small archive."""
    shared = {("c", "d"): WISHES_AGAIN, ("a", "c"): None}
    monkeypatch.setattr(module, "compare_pair", lambda one, other: _shared(shared, one.ref, other.ref))


WISHES_AGAIN = Passage("c", (0, 7), "d", (1, 8), 7, 1.0, "unknown", "asked for")


def _shared(shared, *refs):
    assert refs[0] != refs[1], "a text shares all with itself"
    passage = shared.get(tuple(sorted(refs)))
    return (passage,) if passage else ()


def test_without_decisions_nothing_changes():
    assert apply_decisions(FOUND, Decisions(), text_of) == (FOUND, ())


def test_no_quotation_removes_the_passages_of_two_texts():
    found, lines = apply_decisions(FOUND, decided(Decision(1, "no-quotation", ("b", "a"))), text_of)
    assert (found.passages, lines) == ((WISHES,), ())


def test_begins_selects_a_passage_whatever_the_typography():
    for begins in ("Don't boil", "“DON’T boil the", "don't boil"):
        found, lines = apply_decisions(FOUND, decided(Decision(1, "no-quotation", ("a", "b"), begins)), text_of)
        assert (found.passages, lines) == ((WISHES,), ())


def test_a_decision_about_another_passage_is_reported_as_unused():
    found, lines = apply_decisions(FOUND, decided(Decision(4, "no-quotation", ("a", "b"), "boil the kettle")), text_of)
    assert found == FOUND
    assert lines == (
        "decisions.toml: decision 4 (no-quotation): these two texts share no passage that begins "
        '"boil the kettle"; correct the words or delete the decision',
    )


def test_decisions_about_texts_that_share_nothing_are_reported_as_unused():
    decisions = decided(
        Decision(1, "quotation", ("c", "a")),
        Decision(2, "no-quotation", ("c", "d")),
        Decision(3, "boilerplate", words="Kind regards from the head office"),
        Decision(4, "quotation", ("gone", "a")),
        Decision(5, "same", ("a", "b")),
        Decision(6, "different", ("a", "c")),
    )
    found, lines = apply_decisions(FOUND, decisions, text_of)
    assert found == FOUND
    assert lines == (
        "decisions.toml: decision 1 (quotation): these two texts no longer share a passage; delete the decision",
        "decisions.toml: decision 2 (no-quotation): these two texts no longer share a passage; delete the decision",
        "decisions.toml: decision 3 (boilerplate): no passage consists of these words any more; delete the decision",
        "decisions.toml: decision 4 (quotation): these two texts no longer share a passage; delete the decision",
    )


@pytest.mark.parametrize(("texts", "direction"), [(("a", "b"), "one"), (("b", "a"), "other")])
def test_quotation_decides_who_is_quoted(texts, direction):
    found, lines = apply_decisions(FOUND, decided(Decision(1, "quotation", texts)), text_of)
    assert found.passages[0] == replace(BOILED, direction=direction, reason=DECIDED)
    assert found.passages[0].source == texts[0]
    assert lines == ()


@pytest.mark.parametrize("begins", ["", "With best wishes", "best wishes from"])
def test_a_quotation_that_the_engine_missed_is_added(begins):
    found, lines = apply_decisions(FOUND, decided(Decision(1, "quotation", ("d", "c"), begins)), text_of)
    assert found.passages == (BOILED, replace(WISHES_AGAIN, direction="other", reason=DECIDED), WISHES)
    assert lines == ()


def test_an_added_passage_replaces_a_part_of_it():
    part = Passage("c", (1, 5), "d", (2, 6), 4, 1.0, "unknown", "found")
    elsewhere = replace(part, other_span=(20, 24))
    decisions = decided(Decision(1, "quotation", ("c", "d"), "With best"))
    found, _ = apply_decisions(TextReuse((part, elsewhere), ()), decisions, lambda ref: TEXTS.get(ref, TEXTS["c"]))
    assert found.passages == (replace(WISHES_AGAIN, direction="one", reason=DECIDED), elsewhere)


def test_a_passage_decided_the_other_way_stays_beside_an_added_one():
    part = Passage("c", (1, 5), "d", (2, 6), 4, 1.0, "unknown", "found")
    decisions = decided(
        Decision(1, "quotation", ("c", "d"), "With"), Decision(2, "quotation", ("d", "c"), "best wishes")
    )
    found, lines = apply_decisions(TextReuse((part,), ()), decisions, text_of)
    assert [(each.one_span, each.source) for each in found.passages] == [((0, 7), "c"), ((1, 5), "d")]
    assert lines == ()


def test_two_decisions_about_one_long_passage_are_both_used(monkeypatch):
    long = Passage("c", (0, 11), "d#c1", (0, 11), 11, 1.0, "unknown", "asked for")
    monkeypatch.setattr(module, "compare_pair", lambda one, other: (long,))
    start = replace(long, one_span=(0, 6), other_span=(0, 6))
    decisions = decided(
        Decision(1, "quotation", ("c", "d#c1"), "With best wishes from"),
        Decision(2, "quotation", ("c", "d#c1"), "us at"),
    )
    found, lines = apply_decisions(TextReuse((start,), ()), decisions, text_of)
    assert (found.passages, lines) == ((replace(long, direction="one", reason=DECIDED),), ())


def test_an_added_passage_may_be_short(monkeypatch):
    monkeypatch.setattr(module, "compare_pair", compare_pair)
    found, lines = apply_decisions(
        TextReuse((), ()), decided(Decision(1, "quotation", ("d", "c"), "best wishes")), text_of
    )
    assert [(each.one, each.one_span, each.other_span, each.source) for each in found.passages] == [
        ("c", (0, 7), (1, 8), "d")
    ]
    assert lines == ()


def test_a_longer_begins_overrides_a_shorter_one_and_no_quotation_wins_a_tie():
    all_of_it = Decision(1, "no-quotation", ("a", "b"))
    this_one = Decision(2, "quotation", ("a", "b"), "Don't boil")
    assert apply_decisions(FOUND, decided(all_of_it, this_one), text_of)[0].passages[0].source == "a"
    found, lines = apply_decisions(FOUND, decided(replace(all_of_it, begins="Don't boil"), this_one), text_of)
    assert (found.passages, lines) == ((WISHES,), ())


def test_a_passage_within_one_text_may_be_removed():
    twice = replace(BOILED, other="a")
    found, lines = apply_decisions(TextReuse((twice,), ()), decided(Decision(1, "no-quotation", ("a", "a"))), text_of)
    assert (found.passages, lines) == ((), ())


def test_a_passage_within_one_text_has_no_source_even_if_decided():
    twice = replace(BOILED, other="a")
    found, lines = apply_decisions(TextReuse((twice,), ()), decided(Decision(1, "quotation", ("a", "a"))), text_of)
    assert (found.passages, lines) == ((replace(twice, reason=DECIDED),), ())
    assert apply_decisions(TextReuse((), ()), decided(Decision(1, "quotation", ("a", "a"))), text_of)[1] != ()


WISHED = Decision(1, "boilerplate", words="with BEST wishes, from all of us – at the branch")


def test_a_passage_that_is_only_boilerplate_is_removed():
    found, lines = apply_decisions(FOUND, decided(WISHED), text_of)
    assert found.passages == (BOILED,)
    assert found.boilerplate == (Boilerplate((("c", (0, 11)), ("d#c1", (0, 11))), 2, DECIDED),)
    assert lines == ()


def test_the_words_of_either_side_show_that_a_passage_is_boilerplate():
    edited = text("e", "With our best wishes to you from us all of the small branch office")
    passage = Passage("c", (0, 11), "e", (0, 13), 9, 0.7, "one", "found")
    for words in (" ".join(TEXTS["c"].words), " ".join(edited.words)):
        decisions = decided(Decision(1, "boilerplate", words=words))
        found, lines = apply_decisions(TextReuse((passage,), ()), decisions, (TEXTS | {"e": edited}).__getitem__)
        assert (found.passages, lines) == ((), ())


def test_boilerplate_within_one_thread_counts_one_thread():
    passage = Passage("d", (1, 8), "d#c1", (0, 7), 7, 1.0, "one", "found")
    found, _ = apply_decisions(TextReuse((passage,), ()), decided(WISHED), text_of)
    assert found.boilerplate[0].threads == 1


@pytest.mark.parametrize(
    ("own", "common", "is_passage"), [(13, 14, False), (13, 13, True), (14, 40, True), (0, 4, True)]
)
def test_a_passage_needs_fourteen_words_of_its_own_or_half_of_all(own, common, is_passage):
    words = tuple(f"own{n}" for n in range(own)) + tuple(f"common{n}" for n in range(common))
    texts = {ref: ComparableText(ref, words) for ref in ("a", "b")}
    passage = Passage("a", (0, len(words)), "b", (0, len(words)), len(words), 1.0, "one", "found")
    decisions = decided(Decision(1, "boilerplate", words=" ".join(f"common{n}" for n in range(50))))
    assert bool(apply_decisions(TextReuse((passage,), ()), decisions, texts.__getitem__)[0].passages) is is_passage


def test_a_passage_decided_to_be_a_quotation_is_not_removed_as_boilerplate():
    found, lines = apply_decisions(FOUND, decided(WISHED, Decision(2, "quotation", ("c", "d#c1"))), text_of)
    assert replace(WISHES, reason=DECIDED) in found.passages
    assert lines == (
        "decisions.toml: decision 1 (boilerplate): no passage consists of these words any more; delete the decision",
    )


def test_a_form_decided_to_be_a_quotation_is_not_withheld_any_more():
    form = Boilerplate((("c", (0, 9)), ("d", (1, 10))), 2, "a form filled in twice")
    spread = Boilerplate((("c", (0, 9)), ("c", (20, 29)), ("d", (1, 10))), 3, "it appears in 3 threads")
    found, _ = apply_decisions(TextReuse((), (spread, form)), decided(Decision(1, "quotation", ("c", "d"))), text_of)
    assert found.boilerplate == (spread,)
    assert apply_decisions(TextReuse((), (spread, form)), decided(), text_of)[0].boilerplate == (spread, form)


def test_both_copies_are_kept_if_the_block_begins_as_decided():
    decisions = decided(Decision(1, "no-repeat", ("a",), "So it – goes"))
    assert keeps_both_copies(decisions, "a", ["SO", "it", "goes,", "on"])
    assert not keeps_both_copies(decisions, "b", ["So", "it", "goes"])
    assert not keeps_both_copies(decisions, "a", ["So", "it"])
    assert not keeps_both_copies(Decisions(), "a", ["So", "it", "goes"])


NAMES = st.sampled_from("abcde")
SOME_WORDS = st.lists(st.sampled_from(["boil", "the", "kettle"]), max_size=2).map(" ".join)


@st.composite
def decisions_about_passages(draw: st.DrawFn, number: int = 1) -> Decision:
    verdict = draw(st.sampled_from(["same", "different", "quotation", "no-quotation", "boilerplate"]))
    if verdict == "boilerplate":
        return Decision(number, verdict, words=draw(st.sampled_from(["a b c d e f", "boil the kettle boil the"])))
    texts = (draw(NAMES), draw(NAMES))
    return Decision(number, verdict, texts, draw(SOME_WORDS) if "quotation" in verdict else "")


MANY = st.lists(decisions_about_passages(), max_size=8).map(
    lambda entries: [replace(entry, number=number) for number, entry in enumerate(entries, 1)]
)
SPANS = st.tuples(st.integers(0, 9), st.integers(1, 9)).map(lambda span: (span[0], span[0] + span[1]))


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    one, other = sorted((draw(NAMES), draw(NAMES)))
    spans = [draw(SPANS), draw(SPANS)]
    if one == other:
        spans.sort()
    score = draw(st.floats(0.01, 1.0))
    return Passage(
        one, spans[0], other, spans[1], 5, score, draw(st.sampled_from(["one", "other", "unknown"])), "found"
    )


def place(passage: Passage) -> tuple[object, ...]:
    return passage.one, passage.other, passage.one_span, passage.other_span


FOUNDS = st.lists(passages(), max_size=8, unique_by=place).map(
    lambda some: TextReuse(tuple(sorted(some, key=place)), ())
)
WORDS = st.lists(st.sampled_from(["boil", "the", "kettle", "a", "b", "–"]), min_size=20, max_size=20)
ARCHIVES = st.fixed_dictionaries(
    {ref: WORDS.map(lambda words, ref=ref: ComparableText(ref, tuple(words))) for ref in "abcde"}
)


@given(FOUNDS, MANY, ARCHIVES, st.randoms(use_true_random=False))
def test_the_order_of_decisions_does_not_matter(found, entries, archive, dice):
    shuffled = dice.sample(entries, len(entries))
    result = apply_decisions(found, Decisions(tuple(entries)), archive.__getitem__)
    assert result == apply_decisions(found, Decisions(tuple(shuffled)), archive.__getitem__)
    assert list(result[0].passages) == sorted(set(result[0].passages), key=place)
    assert all(passage.one <= passage.other for passage in result[0].passages)


@given(FOUNDS, ARCHIVES, st.sampled_from(["quotation", "no-quotation"]), NAMES, NAMES)
def test_a_decision_counts_whatever_the_score(found, archive, verdict, one, other):
    judged, _ = apply_decisions(found, Decisions((Decision(1, verdict, (one, other)),)), archive.__getitem__)
    compare_pair = [passage for passage in judged.passages if {passage.one, passage.other} == {one, other}]
    if verdict == "no-quotation":
        assert not compare_pair
    assert all(passage.reason == DECIDED for passage in compare_pair)
    assert all(passage.source == one for passage in compare_pair if one != other)
    assert [each for each in judged.passages if each not in compare_pair] == [
        each for each in found.passages if {each.one, each.other} != {one, other}
    ]


@given(FOUNDS, MANY, ARCHIVES)
def test_each_passage_stays_is_decided_or_becomes_boilerplate(found, entries, archive):
    judged, _ = apply_decisions(found, Decisions(tuple(entries)), archive.__getitem__)
    pairs = [set(entry.texts) for entry in entries if entry.verdict == "no-quotation"]
    gone = {place(each) for each in found.passages} - {place(each) for each in judged.passages}
    withheld = {(*(ref for ref, _ in each.places), *(span for _, span in each.places)) for each in judged.boilerplate}
    confirmed = {(each.one, each.other) for each in judged.passages if each.reason == DECIDED}
    assert all(each in withheld or set(each[:2]) in pairs or each[:2] in confirmed for each in gone)


@given(MANY, st.randoms(use_true_random=False))
def test_resolved_decisions_stay_resolved_and_do_not_contradict_each_other(entries, dice):
    ref_of = {"a": "a", "b": "a", "c": "c", "d": "d"}
    first, lines = resolve(Decisions(tuple(entries)), ref_of)
    assert resolve(first, ref_of) == (first, ())
    assert bool(lines) == (len(first.entries) < len(entries))
    again, _ = resolve(Decisions(tuple(dice.sample(entries, len(entries)))), ref_of)
    assert sorted(again.entries, key=lambda entry: entry.number) == list(first.entries)


@given(st.lists(st.tuples(st.booleans(), NAMES, NAMES), max_size=12))
def test_no_texts_kept_apart_are_joined(pairs):
    entries = [Decision(n, "same" if yes else "different", texts) for n, (yes, *texts) in enumerate(pairs, 1)]
    entries = [replace(entry, texts=tuple(entry.texts)) for entry in entries]
    obeyed, _ = resolve(Decisions(tuple(entries)), {name: name for name in "abcde"})
    group = {name: {name} for name in "abcde"}
    for one, other in obeyed.together:
        joined = group[one] | group[other]
        group |= dict.fromkeys(joined, joined)
    assert not any(other in group[one] for one, other in obeyed.apart)
