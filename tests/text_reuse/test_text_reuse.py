"""Quotations are found with exact ends and the right source, and nothing else is taken for a quotation."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rapidfuzz.distance import LCSseq

from archive.text import tokens
from archive.text_reuse import (
    ComparableText,
    Index,
    Passage,
    TextReuse,
    alignment,
    compare_pair,
    find_text_reuse,
    from_buffers,
    to_buffers,
)
from archive.text_reuse.alignment import reach
from archive.text_reuse.model import QUOTES_A_THIRD_PARTY
from invented_texts import EARLY, LATE, SHORT, WHOLE, circular, edited, prose, quotation, reuse_in, small_archive, text
from thoroughness import SLOW


def only(found: TextReuse) -> Passage:
    (passage,) = found.passages
    return passage


def source_and_post(
    quoted: Sequence[str], copy: Sequence[str]
) -> tuple[list[ComparableText], tuple[int, int], tuple[int, int]]:
    """Return a mailout, a later post with `copy` among its own words, and the spans of the words in both."""
    texts = [
        text("a mailout", prose(1, 200), quoted, prose(2, 150), kind="mailout"),
        text("b post", prose(3, 120), copy, prose(4, 260), day=LATE),
    ]
    return texts, (200, 200 + len(quoted)), (120, 120 + len(copy))


# Ways a quotation may be changed


def straight(words: list[str]) -> list[str]:
    return " ".join(words).translate(str.maketrans("“”‘’–", "\"\"''-")).split()


@pytest.mark.parametrize("length", [25, 40, 60, 400])
def test_both_ends_of_a_quotation_are_exact_in_both_texts(length):
    texts, source, quoting = source_and_post(quotation(9, length), quotation(9, length))
    passage = only(reuse_in(texts))
    assert (passage.one, passage.one_span) == ("a mailout", source)
    assert (passage.other, passage.other_span) == ("b post", quoting)
    assert (passage.words, passage.score, passage.source) == (length, 1.0, "a mailout")


def test_quotes_dashes_and_case_make_no_difference():
    words = re.findall(r"\S+", "“We said – as you know – that it’s not the ‘members’ who fail, it is the system…”")
    quoted = [*quotation(9, 30), *words, "Ended9."]
    texts, source, quoting = source_and_post(quoted, [word.upper() for word in straight(quoted)])
    passage = only(reuse_in(texts))
    assert (passage.one_span, passage.other_span, passage.score) == (source, quoting, 1.0)


def test_a_lone_dash_in_one_text_makes_no_difference():
    quoted = [*quotation(9, 30), "workload", "–", "again", *quotation(10, 20)]
    copy = " ".join(quoted).replace(" – ", "—").split()
    assert len(copy) == len(quoted) - 2
    texts, source, quoting = source_and_post(quoted, copy)
    passage = only(reuse_in(texts))
    assert (passage.one_span, passage.other_span, passage.score) == (source, quoting, 1.0)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("length", [40, 90, 300])
def test_an_edited_quotation_is_one_passage_with_exact_ends(share, length):
    quoted = quotation(9, length)
    texts, source, quoting = source_and_post(quoted, edited(quoted, share))
    passage = only(reuse_in(texts))
    assert (passage.one_span, passage.other_span) == (source, quoting)
    assert 1 - 2 * share < passage.score < 1


@pytest.mark.parametrize("sign", ["…", "...", "[…]", "(...)"])
def test_an_ellipsis_in_the_middle_is_one_passage(sign):
    quoted = quotation(9, 120)
    texts, source, quoting = source_and_post(quoted, [*quoted[:20], sign, *quoted[-18:]])
    passage = only(reuse_in(texts))
    assert (passage.one_span, passage.other_span, passage.score) == (source, quoting, 1.0)


def test_an_ellipsis_may_be_attached_to_a_word():
    quoted = quotation(9, 120)
    texts, _, quoting = source_and_post(quoted, [*quoted[:19], quoted[19] + "...", *quoted[-18:]])
    assert only(reuse_in(texts)).other_span == quoting


def test_words_left_out_without_an_ellipsis_make_two_passages():
    quoted = quotation(9, 160)
    texts, *_ = source_and_post(quoted, [*quoted[:40], *quoted[-40:]])
    assert [passage.words for passage in reuse_in(texts).passages] == [40, 40]


def test_a_truncated_quotation_ends_where_it_is_cut():
    quoted = quotation(9, 90)
    texts, source, quoting = source_and_post(quoted, quoted[:37])
    passage = only(reuse_in(texts))
    assert (passage.one_span, passage.other_span) == ((source[0], source[0] + 37), quoting)


@pytest.mark.parametrize("length", [25, 33, 47, 60])
def test_a_short_comment_lifted_into_a_post_is_found(length):
    comment = text("c1", quotation(9, length), kind="comment", parent="an older post")
    post = text("p1", ["Comment", "left", "this", "morning:-"], quotation(9, length), prose(2, 300), day=LATE)
    passage = only(reuse_in([comment, post]))
    assert (passage.one_span, passage.other_span) == ((0, length), (4, 4 + length))
    assert passage.source == "c1"


def test_a_passage_of_twenty_words_is_too_short():
    texts, *_ = source_and_post(quotation(9, 20), quotation(9, 20))
    assert reuse_in(texts).passages == ()


def test_two_quotations_in_one_post_are_two_passages():
    one, two = quotation(8, 50), quotation(9, 70)
    source = text("a", one, prose(1, 100), two)
    quoting = text("b", two, prose(2, 80), one, day=LATE)
    assert [passage.words for passage in reuse_in([source, quoting]).passages] == [50, 70]


def test_a_text_quoted_twice_in_another_is_found_twice():
    quoted = quotation(9, 50)
    found = reuse_in([text("a", prose(1, 50), quoted), text("b", quoted, prose(2, 80), quoted, day=LATE)])
    pairs = {(passage.one, passage.other, passage.other_span) for passage in found.passages}
    assert pairs == {("a", "b", (0, 50)), ("a", "b", (130, 180)), ("b", "b", (130, 180))}


def test_texts_of_different_words_share_nothing():
    texts = [text(f"t{number:02}", prose(number, 300)) for number in range(40)]
    assert reuse_in(texts) == TextReuse((), ())


def test_empty_and_tiny_texts_share_nothing():
    assert reuse_in([]) == TextReuse((), ())
    assert reuse_in([text("a"), text("b", ["–", "…"]), text("c", ["Thanks!"]), text("d", ["Thanks!"])]) == TextReuse(
        (), ()
    )


# Twice in one text


def test_a_block_and_its_immediate_copy_are_not_a_quotation():
    block = quotation(9, 60)
    assert reuse_in([text("a", prose(1, 50), block, block, prose(2, 50))]).passages == ()
    assert reuse_in([text("a", prose(1, 50), block, straight(block), block)]).passages == ()


def test_a_passage_that_appears_twice_apart_is_reported():
    block = quotation(9, 60)
    passage = only(reuse_in([text("a", prose(1, 50), block, prose(2, 40), block)]))
    assert (passage.one, passage.other) == ("a", "a")
    assert (passage.one_span, passage.other_span) == ((50, 110), (150, 210))
    assert (passage.direction, passage.reason) == ("unknown", "the text has it twice")


def test_table_rows_are_not_quotations():
    rows = [word for number in range(60) for word in f"Area {number} cases allocated to officers {number * 7}".split()]
    assert reuse_in([text("a", rows), text("b", prose(1, 100))]).passages == ()


# What is not a quotation


@pytest.mark.parametrize("kinds", [("mailout", "mailout"), ("mailout", "post"), ("post", "post")])
def test_two_templated_circulars_do_not_quote_each_other(kinds):
    texts = [
        text("a", circular(4, "Kendal"), prose(1, 90), kind=kinds[0]),
        text("b", circular(17, "Truro"), prose(2, 70), day=LATE, kind=kinds[1]),
    ]
    found = reuse_in(texts)
    assert found.passages == ()
    (form,) = found.boilerplate
    assert [ref for ref, _ in form.places] == ["a", "b"]
    assert "form" in form.reason


def test_a_form_with_other_adapted_words_is_still_a_form():
    other = " ".join(circular(17, "Truro")).replace("opens on", "starts").replace("last year it was", "it was").split()
    texts = [text("a", circular(4, "Kendal"), kind="mailout"), text("b", other, day=LATE, kind="mailout")]
    assert reuse_in(texts).passages == ()


def test_a_numbered_series_does_not_quote_itself():
    names = ["Kendal", "Truro", "Oban", "Ripon"]
    texts = [text(name, circular(number * 6 + 2, name), kind="mailout") for number, name in enumerate(names)]
    assert reuse_in(texts).passages == ()


def test_a_circular_quoted_word_for_word_is_a_quotation():
    texts = [text("a", circular(4, "Kendal"), kind="mailout"), text("b", prose(1, 60), circular(4, "Kendal"), day=LATE)]
    passage = only(reuse_in(texts))
    assert (passage.source, passage.score) == ("a", 1.0)


def test_one_different_number_splits_a_long_quotation():
    quoted = [*quotation(7, 60), "4,000", *quotation(8, 70)]
    copy = [word if word != "4,000" else "5,000" for word in quoted]
    texts, *_ = source_and_post(quoted, copy)
    assert [passage.words for passage in reuse_in(texts).passages] == [60, 70]


def test_a_footer_of_two_mailouts_is_template_text():
    footer = quotation(9, 45)
    texts = [text("a", prose(1, 200), footer, kind="mailout"), text("b", prose(2, 300), footer, kind="mailout")]
    found = reuse_in(texts)
    assert found.passages == ()
    assert [each.places for each in found.boilerplate] == [(("a", (200, 245)), ("b", (300, 345)))]


def test_standing_paragraphs_of_two_mailouts_are_template_text():
    head, foot = quotation(8, 40), quotation(9, 40)
    texts = [
        text("a", prose(3, 50), head, prose(1, 90), foot, prose(4, 60), kind="mailout"),
        text("b", prose(5, 40), head, prose(2, 120), foot, prose(6, 70), kind="mailout"),
    ]
    assert reuse_in(texts).passages == ()


def test_words_in_many_threads_are_boilerplate():
    sign_off = quotation(9, 40)
    texts = [text(f"p{number}", prose(number, 100), sign_off, prose(50 + number, 30)) for number in range(7)]
    found = reuse_in(texts)
    assert found.passages == ()
    (boilerplate,) = found.boilerplate
    assert boilerplate.threads == 7
    assert boilerplate.places[0] == ("p0", (100, 140))


def test_a_post_quoted_by_many_of_its_comments_is_not_boilerplate():
    quoted = quotation(9, 40)
    post = text("p", prose(1, 200), quoted)
    comments = [text(f"c{n}", quoted, prose(n + 40, 30), day=LATE, kind="comment", parent="p") for n in range(9)]
    found = reuse_in([post, *comments])
    assert sum(passage.source == "p" for passage in found.passages) == 9
    assert found.boilerplate == ()


def test_a_quotation_includes_the_sign_off_that_was_quoted_with_it():
    sign_off = quotation(9, 40)
    others = [text(f"m{number}", prose(number, 100), sign_off, kind="mailout") for number in range(7)]
    quoted = [*prose(3, 100), *sign_off]
    passage = only(reuse_in([*others, text("p", prose(90, 50), quoted, day=LATE)]))
    assert (passage.source, passage.one_span) == ("m3", (0, 140))


# Direction


def verdict(one: ComparableText, other: ComparableText) -> tuple[str | None, str]:
    words = (*prose(1, 80), *quotation(9, 60), *prose(2, 90)), (*prose(3, 30), *quotation(9, 60), *prose(4, 70))
    passage = only(reuse_in([replace(one, words=words[0]), replace(other, words=words[1])]))
    return passage.source, passage.reason


NOON, EVENING = datetime(2015, 3, 2, 12, tzinfo=UTC), datetime(2015, 3, 2, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "source"),
    [
        (ComparableText("a", (), EARLY), ComparableText("b", (), LATE), "a"),
        (ComparableText("a", (), LATE), ComparableText("b", (), EARLY), "b"),
        (ComparableText("a", (), EARLY), ComparableText("b", (), EARLY), None),
        (ComparableText("a", (), None), ComparableText("b", (), EARLY), None),
        (ComparableText("a", (), EARLY, NOON), ComparableText("b", (), EARLY, EVENING), "a"),
        (ComparableText("a", (), EARLY), ComparableText("b", (), EARLY, kind="mailout"), "b"),
        (ComparableText("a", (), None), ComparableText("b", (), None, kind="page"), "b"),
        (ComparableText("a", (), EARLY), ComparableText("b", (), LATE, kind="mailout"), "a"),
        (ComparableText("a", (), LATE), ComparableText("b", (), LATE, kind="comment", parent="a"), "a"),
        (ComparableText("a", (), None, kind="comment", parent="b"), ComparableText("b", ()), "b"),
        (ComparableText("a", (), EARLY, kind="comment", parent="z"), ComparableText("b", (), LATE), "a"),
    ],
)
def test_thread_kind_and_date_decide_the_source(one, other, source):
    assert verdict(one, other)[0] == source
    assert verdict(other, one)[0] == source


@pytest.mark.parametrize("introduction", ["This from the Herald:-", "This from the Herald:"])
def test_two_posts_that_quote_the_press_have_an_unknown_source(introduction):
    article = quotation(9, 80)
    texts = [
        text("a", prose(1, 60), introduction.split(), article, prose(2, 40)),
        text("b", prose(3, 90), introduction.split(), article, prose(4, 20), day=LATE),
    ]
    passage = only(reuse_in(texts))
    assert passage.source is None
    assert "both quote" in passage.reason


def test_similar_sentences_around_a_quotation_are_not_part_of_it():
    quoted = quotation(9, 60)
    before = ["This", "was", "in", "the", "Herald."], ["Yesterday", "seen", "in", "the", "Mail."]
    after = ["Then", "the", "minister", "agreed."], ["Later", "the", "members", "laughed."]
    texts = [
        text("a", prose(1, 30), ["End."], before[0], quoted, ["stop."], after[0], prose(2, 40)),
        text("b", prose(3, 50), ["Fin."], before[1], quoted, ["stop."], after[1], prose(4, 20), day=LATE),
    ]
    assert only(reuse_in(texts)).one_span == (36, 97)


def test_words_in_quotation_marks_have_an_unknown_source():
    article = quotation(9, 80)
    texts = [text("a", prose(1, 60), ["“" + article[0], *article[1:]]), text("b", prose(3, 90), article, day=LATE)]
    assert only(reuse_in(texts)).source is None


@pytest.mark.parametrize("refs", [("a", "b"), ("b", "a")])
def test_a_distant_introduction_makes_the_earlier_text_quote_a_third_party(refs):
    early = text(refs[0], ["This", "from", "the", "Herald:-"], prose(1, 60), quotation(9, 80), prose(5, 50))
    late = text(refs[1], prose(3, 90), quotation(9, 80), day=LATE)
    passage = only(reuse_in([early, late]))
    assert (passage.source, passage.reason) == (None, QUOTES_A_THIRD_PARTY)
    assert {"one": passage.one, "other": passage.other}[passage.direction] == refs[0]


@pytest.mark.parametrize("between_them", [3, 11])
def test_an_introduction_right_before_makes_the_source_unknown(between_them):
    early = text("a", prose(2, 40), ["Herald:-"], prose(1, between_them), quotation(9, 80), prose(5, 50))
    late = text("b", prose(3, 90), quotation(9, 80), day=LATE)
    assert only(reuse_in([early, late])).source is None
    far = text("a", prose(2, 40), ["Herald:-"], prose(1, 13), quotation(9, 80), prose(5, 50))
    assert only(reuse_in([far, late])).direction == "one"


@pytest.mark.parametrize("kind", ["mailout", "page"])
@pytest.mark.parametrize("before", [0, 60])
def test_a_mailout_is_the_source_of_a_post_whatever_it_quotes_itself(kind, before):
    paper = text("a", ["From", "the", "Herald:-"], prose(1, before), quotation(9, 80), prose(5, 50), kind=kind)
    passage = only(reuse_in([paper, text("b", prose(3, 90), quotation(9, 80), day=LATE)]))
    assert (passage.source, passage.reason) == ("a", f"a {kind} is quoted by a post")


def test_a_separator_ends_an_introduced_quotation():
    early = text("a", ["This", "from", "the", "Herald:-"], prose(1, 60), quotation(9, 80), prose(5, 50))
    late = text("b", prose(3, 90), quotation(9, 80), day=LATE)
    assert only(reuse_in([replace(early, breaks=(64,)), late])).reason == "it is earlier"
    assert only(reuse_in([replace(early, breaks=(3,)), late])).reason == QUOTES_A_THIRD_PARTY


# An index that grows


def test_the_small_archive_covers_every_direction_and_reason():
    assert len(WHOLE.passages) >= 4
    assert len({passage.direction for passage in WHOLE.passages}) == 3
    assert len({each.reason for each in WHOLE.boilerplate}) > 1


@given(st.permutations(small_archive()))
@SLOW
def test_the_order_of_the_texts_does_not_matter(texts):
    assert reuse_in(texts) == WHOLE


@given(st.permutations(small_archive()), st.lists(st.integers(0, 12), max_size=3))
@SLOW
def test_an_extended_index_finds_what_a_new_one_finds(texts, cuts):
    index = Index.of([])
    for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(texts)], strict=True):
        index = index.extended(texts[start:stop])
    assert find_text_reuse(index) == WHOLE


@given(st.sets(st.sampled_from([text.ref for text in small_archive()])))
@SLOW
def test_an_index_without_some_texts_finds_what_a_new_one_finds(refs):
    index = Index.of(small_archive()).without(refs)
    assert find_text_reuse(index) == reuse_in(text for text in small_archive() if text.ref not in refs)
    assert find_text_reuse(index.extended(text for text in small_archive() if text.ref in refs)) == WHOLE


def test_an_index_read_back_from_bytes_finds_the_same():
    texts = small_archive()
    buffers = {name: memoryview(bytes(buffer)) for name, buffer in to_buffers(Index.of(texts[:-2])).items()}
    assert find_text_reuse(from_buffers(buffers).extended(texts[-2:])) == WHOLE


def test_extending_does_not_change_the_original_index():
    texts = small_archive()
    index = Index.of(texts[:-2])
    before = find_text_reuse(index)
    index.extended(texts[-2:])
    assert find_text_reuse(index) == before == reuse_in(texts[:-2])


def test_two_texts_with_the_same_ref_are_refused():
    with pytest.raises(ValueError, match="the ref"):
        Index.of([text("a", ["x"])]).extended([text("a", ["y"])])


def test_the_hash_seed_of_python_does_not_matter():
    script = "import invented_texts; print(invented_texts.WHOLE)"
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    assert said == {f"{WHOLE}\n"}


# Laws

VOCABULARY = [*SHORT, *prose(99, 60), "“Quoted”", "–", "…", "don’t", "Napo", "well-known", "£4,000", "2014", ""]
DRAWN = st.lists(st.sampled_from(VOCABULARY), max_size=120)


SHARED = st.lists(st.sampled_from(VOCABULARY), min_size=25, max_size=60)


@given(DRAWN, SHARED, DRAWN, DRAWN)
@SLOW
def test_spans_and_scores_are_valid(before, shared, after, other):
    texts = {"a": [*before, *shared, *after], "b": [*other, *shared]}
    for passage in reuse_in(text(ref, words) for ref, words in texts.items()).passages:
        assert 0.6 <= passage.score <= 1
        check(passage, texts)


@given(DRAWN, SHARED, DRAWN, DRAWN)
@SLOW
def test_spans_and_scores_are_valid_when_two_texts_are_compared(before, shared, after, other):
    texts = {"a": [*before, *shared, *after], "b": [*other, *shared]}
    one, two = (text(ref, words) for ref, words in texts.items())
    assert compare_pair(one, two) == compare_pair(two, one)
    for passage in (*compare_pair(one, two), *compare_pair(one, one)):
        check(passage, texts)


def shown(stretch: Sequence[str]) -> int:
    """Count visible words; a dash beside hidden words counts as hidden."""
    runs = [list(run) for _, run in groupby(stretch, key=lambda word: bool(tokens(word)))]
    return sum(len(run) for run in runs if "" not in run)


def check(passage: Passage, texts: dict[str, list[str]]) -> None:
    """Check what is true of every passage."""
    for ref, (start, stop) in ((passage.one, passage.one_span), (passage.other, passage.other_span)):
        assert 0 <= start < stop <= len(texts[ref])
        assert tokens(texts[ref][start])
        assert tokens(texts[ref][stop - 1])
    stretches = texts[passage.one][slice(*passage.one_span)], texts[passage.other][slice(*passage.other_span)]
    assert passage.words == min(map(shown, stretches))
    if not any("…" in stretch for stretch in stretches):
        one, other = (tokens(" ".join(stretch)) for stretch in stretches)
        equal = passage.score * (len(one) + len(other)) / 2
        assert equal == pytest.approx(round(equal), abs=0.01)
        assert round(equal) <= LCSseq.similarity(one, other)
        assert (passage.score == 1) == (one == other)


@given(st.integers(25, 90), st.sets(st.integers(5, 80), max_size=5), st.integers(0, 500))
@SLOW
def test_the_score_is_the_share_of_equal_words(length, places, seed):
    quoted = quotation(seed + 5000, length)
    places = {at for at in places if at < length - 5}  # a few words at an end prove nothing
    copy = [f"other{at}" if at in places else word for at, word in enumerate(quoted)]
    texts, source, quoting = source_and_post(quoted, copy)
    (passage,) = compare_pair(*texts)
    assert (passage.one_span, passage.other_span) == (source, quoting)
    assert passage.score == round((length - len(places)) / length, 4)


def test_only_an_exact_match_scores_one():
    quoted = prose(9, 30_000)
    copy = [*quoted[:15_000], "otherwise", *quoted[15_001:]]
    assert only(reuse_in([text("a", quoted), text("b", copy, day=LATE)])).score == 0.9999


@given(st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=80), min_size=2, max_size=6), st.randoms())
@SLOW
def test_the_order_of_any_texts_does_not_matter(bodies, chance):
    texts = [text(f"t{number}", body, bodies[0]) for number, body in enumerate(bodies)]
    shuffled = chance.sample(texts, len(texts))
    assert reuse_in(shuffled) == reuse_in(texts)


GUARDS = [["one", "side."], ["Here", "ends"], ["another", "begin."], ["There", "stops"]]
"""Two different words on each side of a passage: beyond a single one, equal words may belong to it."""


@given(st.integers(0, 1000), st.integers(25, 80), st.integers(0, 60), st.integers(0, 60))
@SLOW
def test_a_planted_quotation_is_found_and_its_source_does_not_depend_on_names(seed, length, before, after):
    quoted = quotation(seed + 5000, length)
    for refs in (("a", "b"), ("b", "a")):
        source = text(refs[0], prose(seed, 88), GUARDS[0], quoted, GUARDS[1], prose(seed + 2000, 40))
        around = [*prose(seed + 3000, before), *GUARDS[2]], [*GUARDS[3], *prose(seed + 4000, after)]
        quoting = text(refs[1], around[0], quoted, around[1], day=LATE)
        passage = only(reuse_in([source, quoting]))
        spans = {passage.one: passage.one_span, passage.other: passage.other_span}
        assert passage.source == refs[0]
        assert spans == {refs[0]: (90, 90 + length), refs[1]: (before + 2, before + 2 + length)}


# Comparing two texts


def test_comparing_two_texts_needs_five_equal_words():
    quoted = quotation(9, 5)
    texts, source, quoting = source_and_post(quoted, quoted)
    (passage,) = compare_pair(*texts)
    assert (passage.one_span, passage.other_span, passage.source) == (source, quoting, "a mailout")
    assert compare_pair(*source_and_post(quoted[:4], quoted[:4])[0]) == ()


def test_comparing_two_texts_reports_forms_and_refrains():
    one = text("a", circular(4, "Kendal"), prose(1, 90), kind="mailout")
    other = text("b", circular(17, "Truro"), prose(2, 70), day=LATE, kind="mailout")
    assert (compare_pair(one, other)[0].words, reuse_in([one, other]).passages) == (
        len(circular(4, "Kendal")),
        (),
    )
    refrain = ["we", "shall", "not", "go", "away"]
    chorus = [word for number in range(7) for word in (*prose(number, 9), *refrain)]
    asked = compare_pair(text("a", chorus), text("b", prose(80, 20), refrain, day=LATE))
    assert [(passage.one_span[1], passage.source) for passage in asked] == [(14 * at, "a") for at in range(1, 8)]


def test_comparing_two_texts_finds_at_least_what_the_search_found():
    texts = {text.ref: text for text in small_archive()}
    for passage in WHOLE.passages:
        asked = compare_pair(texts[passage.one], texts[passage.other])
        assert any(all(starts_in(getattr(passage, side), getattr(each, side)) for side in SIDES) for each in asked)


SIDES = ["one_span", "other_span"]


def starts_in(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] < other[1]


def test_a_text_can_be_compared_with_itself():
    block = quotation(9, 12)
    twice = text("a", prose(1, 50), block, prose(2, 40), block)
    (passage,) = compare_pair(twice, twice)
    assert (passage.one_span, passage.other_span) == ((50, 62), (102, 114))
    assert compare_pair(text("a"), text("b")) == compare_pair(text("a"), text("a")) == ()


# Hidden words


def hidden(words: Sequence[str]) -> list[str]:
    return [""] * len(words)


def test_a_quotation_around_hidden_words_is_one_passage():
    one, two = quotation(8, 30), quotation(9, 40)
    passage = only(reuse_in([text("a", one, two), text("b", one, hidden(one), two, day=LATE)]))
    assert (passage.one_span, passage.other_span) == ((0, 70), (0, 100))
    assert (passage.words, passage.score) == (70, 1.0)


def test_no_passage_starts_or_ends_with_hidden_words():
    quoted = quotation(9, 40)
    texts = [text("a", quoted), text("b", prose(1, 30), hidden(quoted), quoted, hidden(quoted), prose(2, 9), day=LATE)]
    assert only(reuse_in(texts)).other_span == (70, 110)


def test_hidden_words_do_not_make_a_passage_long_enough():
    quoted = quotation(9, 20)
    assert reuse_in([text("a", quoted), text("b", quoted[:10], hidden(quoted), quoted[10:])]).passages == ()


def test_a_copy_after_hidden_words_is_an_immediate_copy():
    block = quotation(9, 60)
    assert reuse_in([text("a", prose(1, 50), block, hidden(block), block)]).passages == ()


def test_texts_of_hidden_words_share_nothing():
    assert reuse_in([text("a", hidden(prose(1, 90))), text("b", hidden(prose(1, 90)))]) == TextReuse((), ())


# Hostile texts


@pytest.fixture
def looked_at(monkeypatch) -> list[int]:
    """Record the tokens compared to find the ends of passages."""
    steps: list[int] = []

    def counted(one, other, worth):
        steps.append(len(one))
        return reach(one, other, worth)

    monkeypatch.setattr(alignment, "reach", counted)
    return steps


FEW_WORDS = ["the", "probation", "officer", "members", "strike", "again"]


def said_at_random(seed: int, count: int) -> list[str]:
    return random.Random(seed).choices(FEW_WORDS, k=count)


@pytest.mark.parametrize("find", [compare_pair, lambda *texts: reuse_in(texts)])
def test_texts_of_few_distinct_words_do_not_cost_more_than_others(find, looked_at):
    find(*(text(f"t{seed}", prose(seed, 3_000), said_at_random(seed, 6_000)) for seed in (1, 2)))
    most_ends = 2 * alignment.CHAINS
    assert 0 < len(looked_at) <= 3 * most_ends, "three: of either text with itself, and of both"


def test_texts_of_few_distinct_words_are_not_compared(looked_at):
    spam = [text(f"spam{at}", said_at_random(at, 900), kind="comment", parent="p") for at in range(12)]
    rest = small_archive()
    assert reuse_in([*spam, *rest]) == WHOLE
    before = len(looked_at)
    looked_at.clear()
    reuse_in(rest)
    assert len(looked_at) == before


def test_one_word_repeated_is_not_aligned_at_all(looked_at):
    shouts = text("a", ["strike"] * 20_000), text("b", ["strike"] * 20_000)
    assert reuse_in(shouts).passages == compare_pair(*shouts) == compare_pair(shouts[0], shouts[0]) == ()
    assert looked_at == []


# The end of a passage


def test_a_short_word_counts_beyond_one_different_word_but_not_beyond_two():
    key, other = [1, 2, 3, 4, 5], [1, 2, 9, 4, 8]
    assert reach(key, other, [0.5] * 5) == (4, 4)
    assert reach([1, 2, 3, 7, 5], [1, 2, 9, 6, 5], [0.5] * 5) == (2, 2)
    assert reach([1, 2, 3, 7, 5], [1, 2, 9, 6, 5], [1.0] * 5) == (5, 5)
    assert reach([3, 4], [5, 6], [1.0] * 2) == (0, 0)


def test_merely_similar_words_within_one_text_are_not_a_passage():
    statement = quotation(9, 60)
    copies = {every: [f"x{at}" if at % every == 2 else word for at, word in enumerate(statement)] for every in (4, 8)}
    for every, found in ((4, 0), (8, 1)):
        one = text("a", prose(1, 60), statement, prose(2, 90), copies[every], prose(3, 40))
        assert len(reuse_in([one]).passages) == found
