"""Topics come from tags set by hand, from labels and from words; mentions are cached between builds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.duplicates.find import find
from archive.model import Comment, Post
from archive.tags.assign import TextTopics, assign_topics, explain_topics
from archive.tags.cache import TopicCache
from archive.tags.mentions import find_mentions
from archive.tags.vocabulary_file import read_vocabulary

TERMS = """
[[term]]
id = "crc"
label = "Community Rehabilitation Companies"
kind = "organisation"
variants = ["CRC"]

[[term]]
id = "pay"
label = "Pay"
kind = "topic"

[[term]]
id = "napo"
label = "Napo"
kind = "organisation"
title_only = true
"""
VOCABULARY = read_vocabulary(TERMS, "vocabulary.toml")
BODY = "The CRC has closed an office, and the CRC will not say why. Ask the CRC.\n\nNapo came."


def post(**values: object) -> Post:
    return replace(Post("tag:x,2010:1", "post", "/2015/01/a.html", BODY), **values)


def topics(only: Post) -> TextTopics:
    posts = {"posts/a": only}
    return assign_topics(posts, find(posts), VOCABULARY)["posts/a"]


def shown(only: Post) -> dict[str, str]:
    return {term.id: why for term, why in topics(only).why.items()}


def test_the_reason_for_a_topic_is_its_mentions() -> None:
    assert shown(post()) == {"crc": "“CRC”, 3 times"}


def test_tags_set_by_hand_come_first_then_the_blogs_labels() -> None:
    both = post(tags=("Napo",), labels=("pay", "cricket"))
    assert list(shown(both).items()) == [
        ("napo", "set by hand"),
        ("pay", "the blog’s label “pay”"),
        ("crc", "“CRC”, 3 times"),
    ]
    assert topics(both).labels == ("cricket",)


@pytest.mark.parametrize("tag", ["-crc", "-CRC", "- Community Rehabilitation Companies"])
def test_a_tag_with_a_minus_is_removed(tag: str) -> None:
    assert shown(post(tags=(tag,))) == {}


def test_a_label_of_the_blog_can_be_removed_too() -> None:
    assert "pay" not in shown(post(tags=("-pay",), labels=("pay",)))


def test_an_unknown_tag_is_reported_with_the_nearest_known_one() -> None:
    assert topics(post(tags=("crcs-", "-Napoo"))).faults == (
        'posts/a.md: Tags: "crcs-" is not in the vocabulary; the nearest is crc; '
        "correct it, or add it to vocabulary.toml",
        'posts/a.md: Tags: "-Napoo" is not in the vocabulary; the nearest is Napo; '
        "correct it, or add it to vocabulary.toml",
    )


def test_topics_separated_with_commas_are_reported_with_the_right_sign() -> None:
    (fault,) = topics(post(tags=("nonsense, pay",))).faults
    assert "is not in the vocabulary" in fault
    assert "; separate topics with “;”; correct it" in fault


def test_a_term_that_only_comments_mention_is_not_a_topic() -> None:
    comments = tuple(Comment(str(number), "Pay! It is all about Pay.") for number in range(1, 30))
    assert "pay" not in shown(post(comments=comments))


def test_words_quoted_from_an_earlier_text_count_for_less() -> None:
    quoted = (
        "The CRC has said to all who would listen that every office in the county is to be closed by the end of the \
spring, and that nobody who works for the CRC there will be told before the letters go out to them in the autumn"
    )
    first = replace(post(body=f"{quoted}.\n\nSo it goes."), id="tag:x,2010:2", title="One thing")
    later = replace(post(body=f"Somebody wrote this:-\n\n“{quoted}.”\n\nI went for a walk."), title="Another")
    posts = {
        "posts/first": replace(first, permalink="/2015/01/b.html", day=date(2015, 1, 1)),
        "posts/later": replace(later, day=date(2016, 1, 1)),
    }
    findings = find(posts)
    assert len(findings.passages) == 1
    with_findings = assign_topics(posts, findings, VOCABULARY)["posts/later"].scored[0]
    without = assign_topics(posts, replace(findings, passages=()), VOCABULARY)["posts/later"].scored[0]
    assert with_findings.points < without.points


def test_every_term_is_explained_with_its_numbers() -> None:
    lines = list(explain_topics(topics(post(labels=("pay",)))))
    assert lines[0] == "It has the topic pay: the blog’s label “pay”."
    assert re.match(
        r"It has the topic crc: “CRC”, 3 times \(3 mentions; [0-9.]+ points, needs [0-9.]+: .+\)\.$", lines[1]
    )
    points = lines[1].split("points", 1)[0].split()[-1], re.findall(r" ([+-][0-9.]+)[,)]", lines[1])
    assert sum(map(float, points[1])) == pytest.approx(float(points[0]), abs=0.5)
    assert lines[2].startswith(
        "It does not have the topic napo: nearly every post mentions it, so only a title can give it (1 mention; "
    )
    assert "It does not have the topic crc: removed by hand (" in "\n".join(
        explain_topics(topics(post(tags=("-crc",))))
    )


def test_only_an_edited_post_is_searched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = {"posts/a": post(), "posts/b": post(title="Pay")}
    searched: list[str] = []

    def searching(title: str, *given: object) -> object:
        searched.append(title)
        return find_mentions(title, *given)

    monkeypatch.setattr("archive.tags.found_mentions.find_mentions", searching)
    for edited in (posts, posts, posts | {"posts/b": post(title="Pay again")}):
        searched.append("build")
        cache = TopicCache(tmp_path / "content", VOCABULARY)
        assign_topics(edited, find(edited), VOCABULARY, cache.known)
        cache.save()
    assert searched == ["build", "", "Pay", "build", "build", "Pay again"]


def test_a_changed_vocabulary_empties_the_cache(tmp_path: Path) -> None:
    posts = {"posts/a": post()}
    first = TopicCache(tmp_path / "content", VOCABULARY)
    assign_topics(posts, find(posts), VOCABULARY, first.known)
    first.save()
    other = read_vocabulary(TERMS.replace('"CRC"', '"office"'), "vocabulary.toml")
    known = TopicCache(tmp_path / "content", other).known
    found = assign_topics(posts, find(posts), other, known)["posts/a"]
    assert [each.wording for each in found.mentions] == ["office", "Napo"]


def test_terms_mentioned_in_passing_are_listed_but_not_those_in_nearly_every_text():
    found = topics(post(title="Pay", body=f"Pay. {'Rain fell. ' * 200}The CRC closed. Napo came."))
    assert [term.id for term in found.why] == ["pay"]
    assert [term.id for term in found.only_mentioned] == ["crc"]
