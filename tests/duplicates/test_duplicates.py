"""Duplicates are found, and different posts and comments are never joined."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.duplicates import rules as module
from archive.duplicates.comments import DuplicateComment, find_duplicate_comments
from archive.duplicates.posts import CandidatePair, DuplicatePost, comparable, compare_posts, find_duplicate_posts
from archive.model import Comment, Post

DAY = date(2017, 6, 25)


def words(start: int, stop: int) -> str:
    """Different words, ten to a sentence."""
    return " ".join(f"word{number}" + "." * (number % 10 == 9) for number in range(start, stop))


TEXT = words(0, 60)
LONG = words(0, 400)


def post(name: str, title: str | None = "A title", day: date | None = DAY, body: str = TEXT, **facts) -> Post:
    return Post(f"tag:{name}", facts.pop("kind", "post"), f"/x/{name}.html", body, title, day, **facts)


def by_ref(*posts: Post) -> dict[str, Post]:
    return {post.id.removeprefix("tag:"): post for post in posts}


def compare_all(posts: dict[str, Post]) -> tuple[CandidatePair, ...]:
    return compare_posts(comparable(posts))


def duplicates_in(posts: dict[str, Post], candidates, together=(), apart=()) -> tuple[DuplicatePost, ...]:
    return find_duplicate_posts(comparable(posts), candidates, together, apart)


def shown(*posts: Post, together=(), apart=()) -> dict[str, str]:
    """Map each hidden copy to the one that is shown."""
    texts = by_ref(*posts)
    return {same.hidden: same.shown for same in duplicates_in(texts, compare_all(texts), together, apart)}


def candidate(*posts: Post) -> CandidatePair | None:
    """Return what is reported about two posts."""
    found = compare_all(by_ref(*posts))
    assert len(found) <= 1
    return found[0] if found else None


def reason(*posts: Post) -> str:
    """Return why the two are not duplicates."""
    found = candidate(*posts)
    assert found and not found.same and not shown(*posts)
    return found.reason


# The same words


def test_two_copies_with_the_same_words_are_one():
    assert shown(post("a"), post("b")) == {"b": "a"}
    assert shown(post("b"), post("a")) == {"b": "a"}
    assert candidate(post("a"), post("b")) == CandidatePair(
        "a", "b", 60, 60, True, "same day and title, the same 60 words"
    )


def test_typography_case_and_layout_make_no_difference():
    one = post("a", "Don’t – panic", body=f"“Yes” – {TEXT}…")
    assert shown(one, post("b", "Don't -- panic", body=f'"yes" - {TEXT.upper()}...'.replace(" ", "\n"))) == {"b": "a"}


def test_a_post_published_again_unchanged_is_a_duplicate_whatever_its_day_and_address():
    one, other = post("a", permalink_known=True), post("b", day=date(2019, 1, 2), permalink_known=True)
    assert shown(one, other) == {"b": "a"}


@pytest.mark.parametrize("unknown", [{"title": None}, {"day": None}, {"title": None, "day": None}])
def test_posts_with_the_same_words_are_duplicates_if_day_or_title_is_unknown(unknown):
    assert shown(post("a"), post("b", **unknown)) == {"b": "a"}


def test_the_same_words_under_two_titles_are_reported_but_not_joined():
    found = candidate(post("a"), post("b", "Another title"))
    assert found == CandidatePair("a", "b", 60, 60, False, "the same 60 words, but their titles differ")


@pytest.mark.parametrize("titles", [("Latest 199", "Latest 200"), ("Notes", "Notes 2"), ("Part two", "Part three")])
def test_posts_of_a_series_are_never_duplicates(titles):
    one, other = (post(name, title) for name, title in zip("ab", titles, strict=True))
    assert reason(one, other) == "the same 60 words, but the numbers in their titles differ"


@pytest.mark.parametrize(("length", "one"), [(29, False), (30, True)])
def test_short_posts_are_not_recognised_by_their_words(length, one):
    assert bool(shown(post("a", body=words(0, length)), post("b", body=words(0, length)))) is one
    assert bool(shown(post("a", None, None, words(0, length)), post("b", body=words(0, length)))) is one


def test_posts_without_words_are_not_duplicates():
    assert reason(post("a", body=""), post("b", body="")).endswith(
        "0 words are too few to recognise a post: at least 30 are needed"
    )
    assert shown(post("a", None, None, ""), post("b", None, None, "")) == {}


# Kinds


@pytest.mark.parametrize("kind", ["mailout", "page"])
def test_a_text_of_napo_is_never_a_duplicate_of_a_blog_post(kind):
    assert "one is a blog post and the other a text of Napo's" in reason(post("a"), post("b", kind=kind))


def test_a_mailout_and_a_page_of_napo_may_be_duplicates():
    assert shown(post("a", kind="mailout"), post("b", kind="page")) == {"b": "a"}


# The same day and title


def changed(count: int) -> str:
    """Return LONG with so many of its words replaced, far from each other."""
    found = LONG.split()
    for at in range(count):
        found[at * len(found) // count] = f"other{at}"
    return " ".join(found)


@pytest.mark.parametrize(("count", "one"), [(39, True), (40, True), (41, False)])
def test_with_the_same_day_and_title_ninety_per_cent_of_the_words_are_enough(count, one):
    assert bool(shown(post("a", body=LONG), post("b", body=changed(count)))) is one


def test_the_reason_gives_the_share_that_is_needed():
    shorter = " ".join([*LONG.split()[:240], *words(500, 560).split()])
    found = candidate(post("a", body=LONG), post("b", body=shorter))
    assert found == CandidatePair(
        "a", "b", 300, 240, False, "same day and title, 240 of 300 words (80 %): at least 90 % are needed"
    )


@pytest.mark.parametrize(("count", "one"), [(20, True), (21, False)])
def test_posts_with_two_addresses_need_more_words_in_common(count, one):
    copies = [post("a", body=LONG, permalink_known=True), post("b", body=changed(count), permalink_known=True)]
    assert bool(shown(*copies)) is one
    if not one:
        assert reason(*copies).endswith("(94 %): at least 95 % are needed, because each has its own address")


def test_a_truncated_scrape_is_a_duplicate():
    assert shown(post("a", body=words(0, 35)), post("b", body=LONG)) == {"a": "b"}


def test_a_copy_with_a_missing_paragraph_and_boilerplate_around_it_is_a_duplicate():
    missing = f"Share this\n\n{words(0, 150)}\n\n{words(210, 400)}\n\nOlder posts"
    assert shown(post("a", body=LONG), post("b", body=missing)) == {"b": "a"}


def test_scattered_words_do_not_make_a_duplicate():
    common = [f"word{number}" for number in range(0, 400, 8)]
    assert reason(post("a", body=LONG), post("b", body=" ".join(common))).endswith(
        "but only scattered words, not sentences"
    )


def test_words_in_another_order_do_not_make_a_duplicate():
    turned = " ".join(reversed(LONG.split()))
    assert shown(post("a", body=LONG), post("b", body=turned)) == {}


def circular(branch: str, day: str, name: str) -> str:
    return (
        f"All members of the {branch} branch are asked to come to a meeting on {day} at which {name} will speak "
        f"about the pay claim and what it means for all of us in the months ahead. {words(0, 200)}"
    )


@pytest.mark.parametrize(
    "other",
    [
        circular("Truro", "5 May", "Ann Teal"),
        circular("Kendal", "6 May", "Ann Teal"),
        circular("Kendal", "the fifth", "Ann Teal"),
        circular("Kendal", "5 May", "Bob Green"),
        circular("Truro", "19 June", "Cat Brown").replace("come to", "join"),
    ],
    ids=["branch", "day", "day in words", "speaker", "all and a word"],
)
@pytest.mark.parametrize("kind", ["post", "mailout"])
def test_a_form_that_was_filled_in_twice_is_not_a_duplicate(other, kind):
    one = post("a", kind=kind, body=circular("Kendal", "5 May", "Ann Teal"))
    assert reason(one, post("b", kind=kind, body=other)).endswith("as in a form that was filled in twice")


def test_two_copies_of_one_filled_in_form_are_duplicates():
    text = circular("Kendal", "5 May", "Ann Teal")
    assert shown(post("a", body=text), post("b", body=text + " Share this")) == {"a": "b"}


def test_an_edited_post_is_not_taken_for_a_form():
    edited = LONG.replace("word50 ", "reworded ").replace("word150 ", "said again ").replace("word250 ", "")
    assert shown(post("a", body=LONG), post("b", body=edited)) == {"b": "a"}


def test_two_forms_are_not_joined_through_a_third_copy():
    """An undated scrape, truncated before anything was filled in, is a duplicate of one of them, not of both."""
    texts = [f"{words(0, 200)} in {town}, at {hour}. {words(300, 320)}" for town, hour in (("Kendal", 5), ("Truro", 6))]
    cut = post("c", None, None, words(0, 200))
    copies = shown(post("a", body=texts[0]), post("b", body=texts[1]), cut)
    assert set(copies) == {"c"}


# Day or title unknown


def test_a_truncated_copy_is_recognised_by_its_beginning():
    assert shown(post("a", None, None, words(0, 200)), post("b", body=LONG)) == {"a": "b"}
    assert shown(post("a", None, DAY, words(0, 200)), post("b", body=LONG)) == {"a": "b"}
    assert shown(post("a", day=None, body=words(0, 200)), post("b", body=LONG)) == {"a": "b"}


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (words(0, 199), LONG),
        (words(0, 99), words(0, 150)),
        (words(0, 200) + " more", LONG),
        (f"{words(0, 100)} {words(110, 300)}", LONG),
    ],
    ids=["less than half", "too short", "goes on otherwise", "lacks a part"],
)
def test_anything_less_is_not_a_duplicate(cut, whole):
    assert "day or title of one is unknown" in reason(post("a", None, None, cut), post("b", body=whole))


def test_a_beginning_with_another_day_title_or_address_is_not_a_duplicate():
    whole = post("b", body=LONG, permalink_known=True)
    assert reason(post("a", None, date(2017, 6, 26), words(0, 300)), whole).endswith("but their days differ")
    assert reason(post("a", "Another", None, words(0, 300)), whole).endswith("but their titles differ")
    other = post("a", None, None, words(0, 300), permalink_known=True)
    assert reason(other, whole).endswith("each has its own address")


def test_nearly_the_same_words_on_two_days_are_not_duplicates():
    assert reason(post("a", body=LONG), post("b", day=date(2018, 1, 1), body=LONG + " more")).endswith("days differ")


def test_link_targets_and_images_do_not_hide_that_posts_begin_alike():
    linked = f"![A kettle](/kettle.png) [word0](https://kettle.example/a) {words(1, 60)}"
    assert shown(post("a", None), post("b", None, body=linked)) == {"b": "a"}


def test_posts_with_little_in_common_are_not_reported():
    assert candidate(post("a"), post("b", "Another", body=words(100, 160))) is None
    assert candidate(post("a", "One"), post("b", "Two", body=f"{words(0, 45)} {words(100, 400)}")) is not None
    assert candidate(post("a", "One", body=LONG), post("b", "Two", body=f"{words(0, 45)} {words(500, 900)}")) is None


# Which copy is shown, and how the other one differs


def test_the_copy_with_the_true_address_is_shown():
    assert shown(post("a"), post("b", permalink_known=True)) == {"a": "b"}


def test_the_copy_with_a_day_and_a_title_is_shown():
    assert shown(post("a", day=None), post("b")) == {"a": "b"}
    assert shown(post("a", title=None), post("b")) == {"a": "b"}


def test_the_longer_copy_is_shown_with_the_lines_that_only_the_other_has():
    cut = post("a", body=f"{TEXT.rsplit(' ', 4)[0]}\n\nShare this")
    texts = by_ref(cut, post("b"))
    (same,) = duplicates_in(texts, compare_all(texts))
    assert (same.shown, same.hidden, same.differences) == ("b", "a", ("Share this",))
    assert same.reason == "same day and title, 56 of 58 words (96 %)"


def test_a_copy_that_is_only_wrapped_differently_has_no_differences():
    wrapped = post("b", body="\n".join(TEXT.split()))
    texts = by_ref(post("a"), wrapped)
    assert [same.differences for same in duplicates_in(texts, compare_all(texts))] == [()]


def test_another_title_day_author_and_address_are_listed_as_differences():
    one = post("a", "A title", permalink_known=True, url="https://blog.example/a", author="Jim")
    other = replace(
        post("b", "“A title”", date(2017, 5, 5), permalink_known=True, author="Jo"), url="https://blog.example/b"
    )
    texts = by_ref(one, other)
    (same,) = duplicates_in(texts, compare_all(texts))
    assert same.differences == (
        "Its title was ““A title””.",
        "It was dated 5 May 2017.",
        "Its author was Jo.",
        "Its address was https://blog.example/b.",
    )


def test_facts_missing_from_the_hidden_copy_are_not_differences():
    texts = by_ref(post("a", permalink_known=True, author="Jim"), post("b", None, None))
    assert [same.differences for same in duplicates_in(texts, compare_all(texts))] == [()]


def test_of_three_copies_one_is_shown():
    assert shown(post("a"), post("b"), post("c")) == {"b": "a", "c": "a"}


def test_a_duplicate_of_a_hidden_post_points_to_the_shown_one():
    fullest = post("a", body=TEXT + " and a line more", permalink_known=True)
    for undated in ("c", "0"):
        assert shown(fullest, post("b"), post(undated, day=None)) == {"b": "a", undated: "a"}


def test_an_undated_copy_does_not_keep_two_duplicates_apart():
    """It has exactly the words of one of them, which supplies its day."""
    assert shown(post("a", body=changed(20)), post("b", body=LONG), post("c", day=None, body=LONG)) == {
        "b": "a", "c": "a"
    }  # fmt: skip


def test_posts_with_two_titles_are_not_joined_through_an_untitled_copy():
    assert len(shown(post("a", "One"), post("b", "Two"), post("c", None))) == 1


def test_comments_make_no_difference():
    assert shown(post("a"), replace(post("b"), comments=(Comment("1", "Hello"),))) == {"b": "a"}


# A keeper's decisions


def test_a_keeper_can_keep_posts_apart():
    assert shown(post("a"), post("b"), apart=[("a", "b")]) == {}


def test_a_keeper_can_join_posts_whatever_they_say():
    one, other = post("a"), post("b", "Another", None, "Other words.", kind="mailout")
    assert shown(one, other, together=[("a", "b")]) == {"b": "a"}
    texts = by_ref(one, other)
    (same,) = duplicates_in(texts, (), [("a", "b")])
    assert same.reason == "a keeper decided that they are the same"


def test_posts_kept_apart_are_not_joined_through_a_third():
    assert shown(post("a"), post("b"), post("c"), apart=[("a", "b")]) in ({"c": "a"}, {"c": "b"})
    posts = [post(name, name, body=f"{name} {words(0, 40)}") for name in "abc"]
    assert len(shown(*posts, together=[("a", "b"), ("b", "c")], apart=[("a", "c")])) == 1


def test_keeping_the_shown_post_apart_leaves_the_others_joined():
    copies = shown(post("a"), post("b"), post("c"), post("d"), apart=[("a", "b"), ("a", "c"), ("a", "d")])
    assert copies == {"c": "b", "d": "b"}


def test_a_decision_about_missing_posts_changes_nothing():
    assert shown(post("a"), post("b"), together=[("a", "gone")], apart=[("b", "gone")]) == {"b": "a"}


def test_the_reason_names_the_copy_between():
    posts = by_ref(post("a", body=LONG), post("b", "Other", body="Some."), post("c", "More", body="Any."))
    found = duplicates_in(posts, (), [("a", "b"), ("b", "c")])
    assert [(same.hidden, same.reason) for same in found] == [
        ("b", "a keeper decided that they are the same"),
        ("c", "through b: a keeper decided that they are the same"),
    ]


# Laws

_NAMES = "abcdef"
_POSTS = st.tuples(
    *(
        st.builds(
            post,
            st.just(name),
            st.sampled_from(["One", "Two", "Part 1", "Part 2", None]),
            st.sampled_from([DAY, date(2018, 1, 1), None]),
            st.sampled_from([LONG, words(0, 250), LONG + " more", changed(30), circular("Kendal", "5 May", "Ann")]),
            kind=st.sampled_from(["post", "post", "mailout"]),
            permalink_known=st.booleans(),
        )
        for name in _NAMES
    )
)
_PAIRS = st.sets(st.sampled_from(list(combinations(_NAMES, 2))), max_size=4)


@given(_POSTS, _PAIRS, _PAIRS, st.randoms())
def test_the_order_of_posts_and_candidates_does_not_matter(posts, together, apart, chance):
    texts, found = by_ref(*posts), list(compare_all(by_ref(*posts)))
    expected = duplicates_in(texts, found, together, apart)
    turned = list(texts.items())
    chance.shuffle(turned)
    assert list(compare_all(dict(turned))) == found
    chance.shuffle(found)
    assert duplicates_in(dict(turned), found, together, apart) == expected


@given(_POSTS, _PAIRS, _PAIRS)
def test_no_post_is_in_two_groups_and_every_decision_counts(posts, together, apart):
    texts = by_ref(*posts)
    found = duplicates_in(texts, compare_all(texts), together, apart)
    shown_as = {same.hidden: same.shown for same in found}
    assert len(shown_as) == len(found)
    assert not set(shown_as) & set(shown_as.values())
    group = {name: shown_as.get(name, name) for name in _NAMES}
    assert all(group[one] != group[other] for one, other in apart)
    if not apart:
        assert all(group[one] == group[other] for one, other in together)


@given(_POSTS)
def test_without_a_decision_two_kinds_or_titles_are_never_joined(posts):
    texts = by_ref(*posts)
    for same in duplicates_in(texts, compare_all(texts)):
        one, other = texts[same.shown], texts[same.hidden]
        assert (one.kind == "post") == (other.kind == "post")
        assert one.title is None or other.title is None or one.title == other.title


def test_many_copies_need_few_comparisons(monkeypatch):
    """Counted, not timed: a thousand different posts with one day and title, then twice as many."""
    counted = 0
    similarity = module.LCSseq.similarity

    class Counting:
        opcodes = module.LCSseq.opcodes

        @staticmethod
        def similarity(one, other):
            nonlocal counted
            counted += 1
            return similarity(one, other)

    monkeypatch.setattr(module, "LCSseq", Counting)
    for count in (1_000, 2_000):
        counted = 0
        compare_all(by_ref(*(post(f"{at:04}", body=words(at * 7, at * 7 + 40)) for at in range(count))))
        assert 0 < counted <= 10 * count
    counted = 0
    assert len(shown(*(post(f"{at:04}") for at in range(1_000)))) == 999
    assert counted == 0


# Comments

TIME = datetime(2021, 11, 12, 9, 0, tzinfo=UTC)
REMARK = words(0, 20)


def comment(id: str, body: str = REMARK, author: str | None = "Jim", minutes: int | None = 0, **facts) -> Comment:
    published = None if minutes is None else TIME + timedelta(minutes=minutes)
    return Comment(id, body, author=author, published=published, **facts)


def collapsed(*comments: Comment, **verdicts) -> dict[str, str]:
    found = find_duplicate_comments("p", comments, **verdicts)
    return {same.hidden.removeprefix("p#c"): same.shown.removeprefix("p#c") for same in found}


def test_a_comment_posted_twice_is_a_duplicate():
    assert find_duplicate_comments("p", [comment("1"), comment("2", minutes=900)]) == (
        DuplicateComment("p#c1", "p#c2", "the same 20 words"),
    )


def test_the_later_one_is_hidden():
    assert collapsed(comment("1", minutes=9), comment("2", minutes=4)) == {"1": "2"}
    assert collapsed(comment("1", minutes=9), comment("2", minutes=None)) == {"2": "1"}
    assert collapsed(comment("1", minutes=None), comment("2", minutes=None)) == {"2": "1"}


def test_three_copies_point_to_the_first():
    assert collapsed(*(comment(str(at), minutes=at) for at in (1, 2, 3))) == {"2": "1", "3": "1"}


def test_typography_and_place_in_the_thread_make_no_difference():
    assert collapsed(comment("1"), comment("2", f"“{REMARK}” –\n\n…", parent="1")) == {"2": "1"}


@pytest.mark.parametrize("author", [None, "Anonymous", "anonymous", "JIM"])
def test_an_anonymous_comment_may_be_anyones(author):
    assert collapsed(comment("1"), comment("2", author=author)) == {"2": "1"}
    assert collapsed(comment("1", author=None), comment("2", author=author)) == {"2": "1"}


def test_comments_with_two_names_are_not_duplicates():
    assert collapsed(comment("1"), comment("2", author="Jo")) == {}


def test_comments_with_two_names_are_not_joined_through_an_anonymous_one():
    assert len(collapsed(comment("1"), comment("2", author=None), comment("3", author="Jo"))) == 1


def test_comments_with_different_words_are_not_duplicates():
    assert collapsed(comment("1"), comment("2", REMARK + " more")) == {}


@pytest.mark.parametrize(
    ("body", "author", "minutes", "one"),
    [
        ("I quite agree", "Jim", 10, True),
        ("I quite agree", "Jim", 11, False),
        ("I quite agree", "Jim", None, False),
        ("I quite agree", "Jo", 1, False),
        ("I quite agree", None, 1, False),
        ("I agree", "Jim", 1, False),
    ],
)
def test_a_short_comment_is_a_duplicate_only_if_one_person_sent_it_twice_at_once(body, author, minutes, one):
    copies = [comment("1", body), comment("2", body, author, minutes)]
    assert bool(collapsed(*copies)) is one


def test_short_anonymous_comments_are_not_duplicates():
    assert collapsed(*(comment(str(at), "I quite agree", "Anonymous") for at in (1, 2))) == {}


def test_short_comments_are_not_joined_through_one_between_them():
    copies = [comment(str(at), "I quite agree", minutes=at) for at in (0, 8, 16)]
    assert collapsed(*copies) == {"8": "0"}


def test_placeholders_of_removed_comments_are_not_duplicates():
    removed = [comment(at, "This comment has been removed by the author.", removed=True) for at in "12"]
    assert collapsed(*removed, together=[("p#c1", "p#c2")]) == {}


def test_decisions_about_comments_count():
    assert collapsed(comment("1"), comment("2"), apart=[("p#c1", "p#c2")]) == {}
    assert collapsed(comment("1"), comment("2", "Else", "Jo"), together=[("p#c1", "p#c2")]) == {"2": "1"}
    copies = [comment(at, minutes=int(at)) for at in "123"]
    assert collapsed(*copies, apart=[("p#c1", "p#c2"), ("p#c1", "p#c3")]) == {"3": "2"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([REMARK, "I quite agree", "Yes"]),
            st.sampled_from(["Jim", "Jo", None]),
            st.sampled_from([0, 5, 30, None]),
        ),
        max_size=12,
    ),
    st.sets(st.sampled_from([("p#c0", "p#c1"), ("p#c1", "p#c2"), ("p#c0", "p#c3")])),
)
def test_no_comment_is_in_two_groups_and_apart_counts(facts, apart):
    comments = [comment(str(at), *each) for at, each in enumerate(facts)]
    found = collapsed(*comments, apart=apart)
    assert not set(found) & set(found.values())
    group = {each.id: found.get(each.id, each.id) for each in comments}
    for one, other in ((one[3:], other[3:]) for one, other in apart):
        assert one not in group or other not in group or group[one] != group[other]
    authors = {each.id: each.author for each in comments}
    assert all({authors[one], authors[other]} != {"Jim", "Jo"} for one, other in found.items())


# A line of page boilerplate around the post


@pytest.mark.parametrize("around", ["Share this {}", "{} Posted by the branch", "Share this: {}"])
def test_an_untitled_copy_with_page_boilerplate_is_a_duplicate(around):
    bare = post("a", title=None, body=around.format(LONG))
    assert shown(bare, post("b", body=LONG)) == {"b": "a"} or shown(bare, post("b", body=LONG)) == {"a": "b"}


@pytest.mark.parametrize(
    "other",
    [
        {"body": f"Share this {LONG} {words(900, 913)}"},  # too much around it
        {"body": f"Share this {words(0, 40)}"},  # not the words of the other
        {"body": f"Share this {LONG}", "day": date(2017, 6, 26)},  # another day
    ],
)
def test_page_boilerplate_accounts_for_one_line_only(other):
    assert not shown(post("a", body=LONG), post("b", **{"title": None, **other}))


def test_a_mailing_that_napo_also_put_on_its_site_is_a_duplicate():
    page = post("a", kind="page", body=LONG)
    mailing = post("b", kind="mailout", body=f"{LONG} Napo HQ", day=date(2017, 6, 29))
    assert len(shown(page, mailing)) == 1
    assert not shown(page, replace(mailing, day=date(2017, 7, 29)))
    assert not shown(page, replace(mailing, title="Another title"))
    assert not shown(replace(page, kind="post"), mailing)
