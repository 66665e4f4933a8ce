"""Related posts have something in common that the page names; suggestions are few, stable and found in linear time."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.pages import related as module
from archive.pages.related import PageFeatures, SharedFeature, features_of, find_related, related_views
from archive.pages.views import NeighbourView, PostView, RelatedView, TopicView
from archive.text_reuse import Passage
from quotation_pages import passage, view

START = date(2014, 1, 1)


def about(*labels: str) -> frozenset[SharedFeature]:
    return frozenset(SharedFeature("topic", label) for label in labels)


def text(ref: str, *labels: str, day: int | None = 0, apart: tuple[str, ...] = ()) -> PageFeatures:
    """A text with topics, so many days after the first one."""
    when = None if day is None else START + timedelta(day)
    return PageFeatures(ref, when, about(*labels), frozenset(apart))


def refs(texts: list[PageFeatures], ref: str) -> list[str]:
    return [each.ref for each in find_related(texts)[ref]]


def test_a_post_with_nothing_in_common_has_no_related_posts():
    found = find_related([text("a", "Prisons"), text("b", "Prisons"), text("c", "Pay"), text("d")])
    assert [each.ref for each in found["a"]] == ["b"]
    assert found["c"] == found["d"] == ()


def test_a_rare_topic_weighs_more_than_a_common_one_and_more_than_nearness_in_time():
    crowd = [text(f"crowd{at}", "Common", day=at) for at in range(6)]
    texts = [text("a", "Common", "Rare", day=3), text("b", "Rare", day=900), *crowd]
    assert refs(texts, "a")[0] == "b"


def test_of_equal_scores_the_nearest_in_time_comes_first_and_undated_posts_last():
    texts = [text("a", "Pay", day=100), text("far", "Pay", day=300), text("near", "Pay", day=90)]
    assert refs([*texts, text("undated", "Pay", day=None)], "a") == ["near", "far", "undated"]


def test_quotation_weighs_more_than_a_topic_and_a_topic_more_than_mentions():
    kinds = ("source", "topic", "mention")
    others = [
        PageFeatures(kind, START, frozenset({SharedFeature(kind, "it"), SharedFeature("mention", "all")}))
        for kind in kinds
    ]
    one = PageFeatures("a", START, frozenset(feature for other in others for feature in other.found))
    assert [each.ref for each in find_related([*others, one])["a"]] == [*kinds]


def naming(ref: str, *names: str) -> PageFeatures:
    return PageFeatures(ref, START, frozenset(SharedFeature("mention", name) for name in names))


def test_one_mention_in_common_is_not_enough_but_two_are():
    texts = [naming("a", "Tea", "Cake", "Rain"), naming("b", "Tea", "Cake"), naming("c", "Rain")]
    assert refs(texts, "a") == ["b"]


def test_a_mention_that_many_posts_have_does_not_count():
    texts = [naming(f"{at:03}", "Tea", "Cake") for at in range(200)]
    assert not any(find_related(texts).values())
    assert not any(find_related(texts[:20]).values())  # more than a quarter of a small archive
    found = find_related([*texts[:8], *(text(f"no{at}") for at in range(20))])
    assert all(found[each.ref] for each in texts[:8])


def test_three_to_five_are_suggested_and_more_than_three_only_if_they_have_much_in_common():
    strong, weak = ("One", "Two", "Three"), ("One",)
    good = [text(f"good{at}", *strong) for at in range(6)]
    assert len(refs([text("a", *strong), *good], "a")) == 5
    assert len(refs([text("a", *strong), *good[:2], *(text(f"weak{at}", *weak) for at in range(4))], "a")) == 3


def test_posts_that_the_page_links_to_already_are_left_out():
    assert refs([text("a", "Pay", apart=("b",)), text("b", "Pay"), text("c", "Pay")], "a") == ["c"]


LABELS = ("One", "Two", "Three", "Four", "Five", "Six")
texts_of_any_kind = st.lists(
    st.tuples(st.integers(0, 60) | st.none(), st.sets(st.sampled_from(LABELS), max_size=4)), min_size=2, max_size=40
).map(lambda drawn: [text(f"t{at:02}", *labels, day=day) for at, (day, labels) in enumerate(drawn)])


@given(st.data(), texts_of_any_kind)
def test_the_order_they_come_in_does_not_matter(data, texts):
    assert find_related(data.draw(st.permutations(texts))) == find_related(texts)


@given(texts_of_any_kind)
def test_a_suggestion_has_the_features_it_names_and_is_never_the_post_itself(texts):
    found = {each.ref: each.found for each in texts}
    for ref, listed in find_related(texts).items():
        assert len(listed) <= 5 and len({each.ref for each in listed}) == len(listed)
        for each in listed:
            assert each.ref != ref
            assert each.common and set(each.common) <= found[ref] & found[each.ref]


def steps(texts: list[PageFeatures]) -> dict[SharedFeature, int]:
    """How common each feature is, in powers of two."""
    every = [feature for each in texts for feature in each.found]
    return {feature: every.count(feature).bit_length() for feature in every}


@given(texts_of_any_kind, st.sets(st.sampled_from(LABELS), max_size=3), st.integers(0, 60))
def test_a_new_post_changes_only_suggestions_of_posts_that_have_something_in_common_with_it(texts, labels, day):
    new = text("new", *labels, day=day)
    if (len(texts) + 1).bit_length() != len(texts).bit_length():
        return  # then rarity is counted anew, once in a doubling of the archive
    before, after = find_related(texts), find_related([*texts, new])
    changed = {each.ref for each in texts if before[each.ref] != after[each.ref]}
    assert changed <= {each.ref for each in texts if each.found & new.found}


def archive(count: int) -> list[PageFeatures]:
    """Texts of which each has a topic of half of them, which says nothing, one of many, one of some and one of few."""
    return [
        text(f"{at:05}", f"half{at % 2}", f"many{at % 4}", f"some{at % 97}", f"few{at // 7}", day=at)
        for at in range(count)
    ]


def test_a_new_post_on_a_frequent_topic_changes_only_suggestions_near_it():
    texts = archive(600)
    new = text("new", "many1", day=300)
    before, after = find_related(texts), find_related([*texts, new])
    changed = [each for each in texts if before[each.ref] != after[each.ref]]
    assert sum(SharedFeature("topic", "many1") in each.found for each in texts) == 150
    assert steps(texts)[SharedFeature("topic", "many1")] == steps([*texts, new])[SharedFeature("topic", "many1")]
    assert len(changed) <= 2 * module._NEAR


def compared(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pairs are looked at."""
    pairs = 0
    real = module._compared

    def counted(*arguments):
        nonlocal pairs
        pairs += 1
        return real(*arguments)

    monkeypatch.setattr(module, "_compared", counted)
    find_related(archive(count))
    monkeypatch.setattr(module, "_compared", real)
    return pairs


@pytest.mark.parametrize("count", [500, 4000])
def test_each_post_is_compared_with_a_few_however_many_there_are(count: int, monkeypatch: pytest.MonkeyPatch):
    features = 3
    assert compared(count, monkeypatch) <= count * features * 2 * module._NEAR


# From pages to reasons


def page(ref: str, *labels: str, day: date | None = None, mentioned: tuple[str, ...] = (), kind: str = "post"):
    made = view(ref, day, kind)
    made.tags = tuple(TopicView(label, f"/tags/{label}/", "“it”, 3 times") for label in labels)
    made.mentioned = tuple(SimpleNamespace(label=label) for label in mentioned)
    return made


def shown(posts: list[PostView], *passages: Passage) -> dict[str, tuple[RelatedView, ...]]:
    found = find_related(features_of(posts, passages))
    by_ref = {post.ref: post for post in posts}
    return {post.ref: related_views(post, found[post.ref], by_ref) for post in posts}


def why(posts: list[PostView], *passages: Passage) -> dict[str, str]:
    """The reason for each text that is listed for the first one."""
    return {each.title: each.why for each in shown(posts, *passages)[posts[0].ref]}


def test_the_reason_names_what_both_are_about_and_what_both_mention():
    one = page("one", "OASys", "Prisons", mentioned=("Fell House", "OASys"))
    other = page("other", "Prisons", "OASys", mentioned=("OASys", "Fell House"))
    assert why([one, other]) == {"Other": "Both are about OASys and Prisons; both mention Fell House"}


def test_a_reason_names_three_topics_at_most():
    assert why([page("one", *"ABCDE"), page("other", *"ABCDE")]) == {"Other": "Both are about A, B and C"}


def test_the_reason_says_who_quotes_whom():
    one, other, source = page("one"), page("other"), page("source", kind="mailout")
    passages = (passage("one#c1", 0, "source", 0, "source"), passage("other", 0, "source", 0, "source"))
    assert why([one, other, source], *passages) == {
        "Other": "Quotes the same mailout, “Source”",
        "Source": "Is quoted here",
    }
    assert why([source, one, other], *passages) == {"One": "Quotes this mailout", "Other": "Quotes this mailout"}


def test_a_passage_of_unknown_direction_is_called_shared():
    passages = (passage("one", 0, "other", 0), passage("one", 0, "third", 0))
    posts = [page("one"), page("other"), page("third")]
    assert why(posts, *passages) == {
        "Other": "Shares a passage with this post",
        "Third": "Shares a passage with this post",
    }
    assert why(posts[1:] + posts[:1], *passages) == {
        "One": "Shares a passage with this post",
        "Third": "Both share a passage with “One”",
    }


def test_passages_within_a_page_and_on_pages_that_are_not_shown_relate_nothing():
    assert why([page("one"), page("other")], passage("one", 0, "one#c1", 0), passage("one", 0, "hidden", 0)) == {}


def test_neighbours_in_time_and_in_a_series_are_not_suggested():
    posts = [page(ref, "Pay") for ref in ("one", "older", "newer", "before", "after", "other")]
    one, older, newer, before, after, _ = posts
    one.older, one.newer = NeighbourView(older.url, ""), NeighbourView(newer.url, "")
    one.series = SimpleNamespace(previous=NeighbourView(before.url, ""), next=NeighbourView(after.url, ""))
    assert list(why(posts)) == ["Other"]


def test_a_related_post_is_shown_with_its_address_and_date():
    posts = [page("one", "Pay"), page("other", "Pay", day=date(2017, 6, 25))]
    assert shown(posts)["one"] == (
        RelatedView("/other.html", "Other", "2017-06-25", "Sunday 25 June 2017", "Both are about Pay"),
    )


def test_the_pages_of_a_large_archive_have_three_to_five():
    found = find_related(archive(300))
    assert {len(each) for each in found.values()} <= {3, 4, 5}
