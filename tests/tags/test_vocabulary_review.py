"""The review lists what the vocabulary lacks and what it has for nothing; each rule is tested from both sides."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from archive.model import Comment, Post
from archive.tags.acronyms import find_expansions
from archive.tags.review import VocabularyReview, review, review_lines
from archive.tags.vocabulary_file import read_vocabulary

TERMS = """
[[term]]
id = "kite-flyers"
label = "Kite Flyers"
kind = "organisation"
ambiguous = ["KF"]
context = ["kites"]

[[term]]
id = "stringmaster"
label = "Stringmaster"
kind = "system"
variants = ["SMR"]

[[term]]
id = "ada-lovelace"
label = "Ada Lovelace"
kind = "person"
"""


def vocabulary(text: str = TERMS):
    return read_vocabulary(text, "vocabulary.toml")


def post(body: str, *comments: str | Comment, title: str = "a title", day: date | None = date(2015, 5, 1)) -> Post:
    replies = tuple(Comment(str(at), each) if isinstance(each, str) else each for at, each in enumerate(comments, 1))
    return Post(id="x", kind="post", permalink="/x.html", body=body, title=title, day=day, comments=replies)


def reviewed(*posts: Post | str, terms: str = TERMS) -> VocabularyReview:
    whole = [post(each) if isinstance(each, str) else each for each in posts]
    return review(((f"posts/{number}", each) for number, each in enumerate(whole, 1)), vocabulary(terms))


def acronyms(*posts: Post | str) -> list[str]:
    return [each.wording for each in reviewed(*posts).acronyms]


def names(*posts: Post | str) -> list[str]:
    return [each.wording for each in reviewed(*posts).names]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we were told about the TGW today", ["TGW"]),
        ("we were told about two TGWs today", ["TGW"]),
        ("we were told about a TGW’s handle and all TGWs' handles", ["TGW"]),
        ("we use nDelta here", ["nDelta"]),
        ("we use OASlo here", ["OASlo"]),
        ("the TGW-wide rules, and the ex-TGW ones", ["TGW"]),
        ("the T2B scheme", ["T2B"]),
        ("only Words and I and A", []),
        ("we were told about the SMR today", []),
        ("we were told about the KF today", []),
        ("chapter XIV, part IV and MMXIV", []),
        ("a CV on a CD", ["CD", "CV"]),
        ("old MacDonald and young McTaggart", []),
        ("see https://tgw.example/ABC and [this](https://x.example/DEF) or QRS@tgw.example", []),
        ("THE WHOLE LINE IS LOUD", []),
        ("THE WHOLE LINE\nis not: TGW", ["TGW"]),
    ],
)
def test_acronyms_are_told_from_lookalikes(text, found):
    assert sorted(acronyms(text)) == sorted(found)


def test_a_word_in_capitals_for_emphasis_is_not_an_acronym_if_lower_case_is_more_frequent():
    assert acronyms("this is NEVER so, never, and never again") == []
    assert acronyms("this is NEVER so, and NEVER again, never") == ["NEVER"]
    assert acronyms("the TGW", "this tgw and that tgw") == []


def test_acronyms_that_differ_in_case_are_merged_under_the_most_frequent_spelling():
    (found,) = reviewed("the OASlo", "the OASlo and the OASLO").acronyms
    assert (found.wording, found.posts, found.times) == ("OASlo", 2, 3)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we met the Tarn Council there", ["Tarn Council"]),
        ("we met Tarn Council’s leader and the Tarn Council", ["Tarn Council"]),
        ("there is the Office of the Heron, the Board for Herons", ["Board for Herons", "Office of the Heron"]),
        ("there is the Heron and Wader Commission", ["Heron and Wader Commission"]),
        ("there is the Office for Herons and Waders", ["Office for Herons and Waders"]),
        ("both Herons and Waders", []),
        ("both Jane Heron and Tom Wader", ["Jane Heron", "Tom Wader"]),
        ("there we met Mr Wader and Dr Jane Heron", ["Jane Heron"]),
        ("Then, with Ms Wader", []),
        ("the HMS Heron sailed", ["HMS Heron"]),
        ("the HMS TGW sailed", []),
        ("we met Jane on Monday", []),
        ("so said Jane Heron. Tom Wader did not", ["Jane Heron"]),
        ("- Tom Wader did not say so", []),
        ("1. Tom Wader did not say so", []),
        ("he said: “Tom Wader did not say so”", []),
        ("How We Met Jane Heron", []),
        ("as Kite Flyers know", []),
        ("as the Dale Kite Flyers know", ["Dale Kite Flyers"]),
        ("as Chief Kite Ada Lovelace knows", ["Chief Kite"]),
        ("as Ada Lovelace knows", []),
        ("there we met Her Majesty’s Kite Inspectorate", ["Her Majesty’s Kite Inspectorate"]),
        ("this is Jane’s Heron Count", ["Heron Count"]),
    ],
)
def test_names_are_told_from_lookalikes(text, found):
    assert sorted(names(text)) == found


def test_a_name_at_the_start_of_a_sentence_counts_only_if_it_occurs_elsewhere():
    assert names("Tom Wader came again.") == []
    (found,) = reviewed("Tom Wader came again.", "so they said of Tom Wader.", "Yesterday Tom Wader went home.").names
    assert (found.wording, found.posts, found.times) == ("Tom Wader", 3, 3)


def test_names_of_commenters_are_never_listed():
    by_author = Comment("1", "so it is", author="Tom Wader")
    assert names(post("there we met Tom Wader and Jane Heron", by_author)) == ["Jane Heron"]
    assert names(post("there we met old Tom Wader Brown", by_author)) == []
    assert names(post("there we met Tom Wader", Comment("1", "so it is", author="Tom Wader (Ed)"))) == []
    assert names(post("there we met Tom Wader and Jane Heron", "So it is.\n\nTom Wader")) == ["Jane Heron"]
    assert names(post("there we met Tom Wader", "so it is, even for Tom Wader")) == ["Tom Wader"]
    assert acronyms(post("the TGW", Comment("1", "so it is", author="TGW"))) == []
    assert reviewed(post("there we met Tom Wader", by_author)).commenters == 1


def test_a_candidate_has_counts_years_and_examples():
    late = Comment("9", "the TGW again", published=datetime(2019, 1, 2, tzinfo=UTC))
    found = reviewed(post("the TGW, the TGW", "also the TGW", late), post("this TGW", day=None)).acronyms
    (one,) = found
    assert (one.threads, one.posts, one.comments, one.times) == (2, 2, 2, 5)
    assert (one.first, one.last) == (2015, 2019)
    assert [(each.ref, each.text) for each in one.examples] == [
        ("posts/1", "a title the TGW, the TGW"),
        ("posts/2", "a title this TGW"),
    ]
    (undated,) = reviewed(post("the TGW", day=None)).acronyms
    assert (undated.first, undated.last) == (None, None)


def test_two_examples_are_from_one_thread_only_if_there_is_no_other():
    (one,) = reviewed(post("the TGW", "that TGW", "my TGW")).acronyms
    assert [each.ref for each in one.examples] == ["posts/1", "posts/1#c1"]


def test_an_example_has_whole_words():
    (one,) = reviewed(f"{'windy ' * 30}TGW{' cloudy' * 30}").acronyms
    assert one.examples[0].text == f"…{'windy ' * 7}TGW{' cloudy' * 6}…"


def test_the_most_widespread_come_first_then_the_most_frequent():
    assert acronyms(post("the ABD", "an ABD", "my ABD"), "the ZZT", "the ZZT, an XXT, an XXT", "an XYT") == [
        *("ZZT", "ABD", "XXT", "XYT"),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("the Tarn Gauge Works (TGW) opened", [("TGW", "Tarn Gauge Works")]),
        ("the Tarn Gauge Works (“TGWs”) opened", [("TGW", "Tarn Gauge Works")]),
        ("our Office of Audited Slopes (OASlo)", [("OASlo", "Office of Audited Slopes")]),
        ("the Multi-Agency Kite Plan (MAKP)", [("MAKP", "Multi-Agency Kite Plan")]),
        ("TGW (Tarn Gauge Works) opened", [("TGW", "Tarn Gauge Works")]),
        ("TGW (the Tarn Gauge Works) opened", []),
        ("the Tarn Works (TGW) opened", []),
        ("the Tarn Great Gauge Works (TGW) opened", []),
        ("the Tarn Gauge Works of (TGW)", []),
        ("it opened (TGW)", []),
        ("a word (x) and (Word)", []),
    ],
)
def test_a_long_form_must_fit_the_acronym_letter_by_letter(line, found):
    assert list(find_expansions(line)) == found


def test_the_most_frequent_long_form_comes_first():
    (one,) = reviewed("a Tall Gull Walk (TGW)", "Tarn Gauge Works (TGW)", "Tarn Gauge Works (TGWs)").acronyms
    assert one.expansions == ("Tarn Gauge Works", "Tall Gull Walk")


def test_terms_are_unused_if_no_post_title_or_comment_mentions_them():
    assert reviewed("nothing").unused == ("ada-lovelace", "kite-flyers", "stringmaster")
    used = reviewed(post("we met Ada Lovelace", "stringmaster", title="Kite Flyers"))
    assert used.unused == ()


def test_a_term_is_only_ambiguous_until_a_sure_wording_mentions_it_once():
    assert reviewed("the KF have kites").only_ambiguous == ("kite-flyers",)
    assert reviewed("the KF have kites", "the Kite Flyers").only_ambiguous == ()
    assert reviewed("the KF have none").only_ambiguous == ()


def test_terms_in_nearly_all_posts_are_listed_unless_they_are_title_only():
    many = ["stringmaster"] * 6 + ["nothing"] * 4
    assert [(each.id, each.posts) for each in reviewed(*many).everywhere] == [("stringmaster", 6)]
    assert reviewed(*many, "nothing").everywhere == ()
    assert reviewed(*many[:9]).everywhere == ()
    assert reviewed(*[post("nothing", "stringmaster")] * 10).everywhere == ()
    known = TERMS.replace('variants = ["SMR"]', "title_only = true")
    assert reviewed(*many, terms=known).everywhere == ()


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ('label = "Kestrel count"', 'label = "Kestrel counting"\nvariants = ["Kestrels-counts"]', None),
        ('label = "Kestrelcount"', 'label = "Kestrel count"', "plural, hyphen"),
        ('label = "Kestrel count"', 'label = "Kestral count"', "one letter"),
        ('label = "First"\nambiguous = ["KC"]', 'label = "Second"\nambiguous = ["KC"]', "the same"),
        ('label = "First"\nfull = "Kestrel count"', 'label = "Second"\nvariants = ["Kestrel counts"]', None),
        ('label = "First"\nambiguous = ["KC"]', 'label = "Second"\nambiguous = ["KCS"]', None),
        ('label = "KRC"', 'label = "KRN"', None),
        ('label = "Kestrel count"', 'label = "Kestrel chart"', None),
    ],
)
def test_terms_that_look_alike_are_listed_in_pairs(one, other, why):
    terms = "".join(f'[[term]]\nid = "{id}"\nkind = "topic"\n{keys}\n' for id, keys in (("a", one), ("b", other)))
    found = [(each.one, each.other, each.why) for each in reviewed("nothing", terms=terms).alike]
    if why is None and "full" in one:
        why = "plural, hyphen"
    assert len(found) == (why is not None)
    assert all(pair[:2] == ("a", "b") and why in pair[2] for pair in found)


def test_the_review_of_a_small_archive():
    found = reviewed(
        post(
            "there is the Tarn Gauge Works (TGW) of Jane Heron", "a TGW, KF and kites.\n\nTom Wader", title="On works"
        ),
        post("there we saw Jane Heron and the TGW, and so did Tom Wader", day=date(2018, 1, 1)),
    )
    assert list(review_lines(found)) == [
        "Acronyms not in the vocabulary (1):",
        "  TGW: 2 posts, 1 comment, 2015-2018; “Tarn Gauge Works”?",
        "      posts/1: On works there is the Tarn Gauge Works (TGW) of Jane Heron",
        "      posts/2: a title there we saw Jane Heron and the TGW, and so did Tom Wader",
        "Names not in the vocabulary; people are added only if they hold or held public office or a leading public "
        "role "
        "(2):",
        "  Jane Heron: 2 posts, 0 comments, 2015-2018",
        "      posts/1: …works there is the Tarn Gauge Works (TGW) of Jane Heron",
        "      posts/2: a title there we saw Jane Heron and the TGW, and so did Tom Wader",
        "  Tarn Gauge Works: 1 post, 0 comments, 2015",
        "      posts/1: On works there is the Tarn Gauge Works (TGW) of Jane Heron",
        "Left out 1 name that may belong to commenters.",
        "Terms not mentioned anywhere (2):",
        "  ada-lovelace",
        "  stringmaster",
        "Terms mentioned only by ambiguous wordings (1):",
        "  kite-flyers",
        "Searched 2 posts and 1 comment: 1 acronym and 2 names are not in the vocabulary.",
    ]
    assert asdict(found)["acronyms"][0]["wording"] == "TGW"


def test_long_lists_are_cut_on_the_console_but_not_in_the_report():
    letters = "ABCDEFGHKLMNOPQRSTUVWXYZ"
    found = reviewed(" and ".join(f"T{letter}Q" for letter in letters))
    assert len(found.acronyms) == len(letters)
    lines = list(review_lines(found))
    assert f"  and {len(letters) - 20} more; write all of them to a file with `--report FILE`" in lines
    assert sum(line.startswith("  T") for line in lines) == 20
