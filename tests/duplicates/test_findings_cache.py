"""What is found with the help of earlier builds is what a first build finds, whatever was changed in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import memo, processors
from archive.decisions.decisions import Decision, Decisions
from archive.duplicates import index_cache, rules, texts
from archive.duplicates.cache import FindingsCache
from archive.duplicates.find import Findings, Known, find
from archive.model import Comment, Post
from archive.review.queue import Question
from archive.review.session import ContentFindings
from archive.tags import found_mentions
from archive.tags.assign import KnownTopics, TextTopics, assign_topics
from archive.tags.cache import TopicCache
from archive.tags.vocabulary_file import read_vocabulary
from archive.text_reuse import index, shingles
from invented_texts import edited, prose, quotation
from thoroughness import SLOW

FOOTER = " ".join(quotation(70, 30))
ARTICLE = quotation(71, 60)
SAID_TWICE = " ".join(prose(72, 40))
NUMBERS = range(9)
TERMS = [
    '[[term]]\nid = "crc"\nlabel = "Companies"\nkind = "organisation"\nvariants = ["CRC"]\n',
    '[[term]]\nid = "pay"\nlabel = "Pay"\nkind = "topic"\n',
]
DECIDED = [
    Decision(0, "same", ("posts/0", "posts/1")),
    Decision(0, "different", ("posts/2", "posts/3")),
    Decision(0, "no-quotation", ("posts/4", "posts/5")),
    Decision(0, "quotation", ("posts/5", "posts/6"), begins=" ".join(ARTICLE[:6])),
    Decision(0, "no-repeat", ("posts/7",), begins=" ".join(SAID_TWICE.split()[:6])),
    Decision(0, "boilerplate", words=" ".join(ARTICLE)),
    Decision(0, "same", ("posts/0#c1", "posts/0#c2")),
]


@dataclass(frozen=True)
class State:
    """What an archive holds at one time."""

    versions: dict[int, int]
    """The version of each post, by number."""
    decided: tuple[Decision, ...]
    terms: tuple[str, ...]

    @property
    def posts(self) -> dict[str, Post]:
        return {f"posts/{number}": post(number, version) for number, version in self.versions.items()}


def post(number: int, version: int) -> Post:
    """Return a post. Posts 0 to 3 have the same words, 4 to 6 an article, 7 prints a block twice; all have a footer."""
    own = edited(prose(1 if number < 4 else number, 50), 0.05 * version, version)
    shared = edited(ARTICLE, 0.1, number + version) if 4 <= number < 7 else []
    twice = f"{SAID_TWICE}\n\n{SAID_TWICE}\n\n" if number == 7 else ""
    body = f"The CRC and Pay.\n\n{twice}{' '.join(shared)}\n\n{' '.join(own)}\n\n{FOOTER}"
    said = (" ".join(prose(number, 50)[:30]), " ".join(prose(90 + number // 3, 25)))
    comments = tuple(Comment(str(at), f"{words} CRC." * (at != version)) for at, words in enumerate((*said, said[1])))
    day = date(2015, 1, 1) + timedelta(days=number // 2)
    return Post(f"tag:{number}", "post", f"/{number}.html", body, f"Title {number // 2}", day, comments=comments)


STATES = st.lists(
    st.builds(
        State,
        st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 2), min_size=1),
        st.lists(st.sampled_from(DECIDED), unique=True).map(tuple),
        st.lists(st.sampled_from(TERMS), unique=True).map(tuple),
    ),
    min_size=1,
    max_size=4,
)

Told = tuple[Findings, tuple[Question, ...], dict[str, tuple[object, ...]]]


def told(state: State, content: Path | None) -> Told:
    """Return all that is found, with the caches beside the folder `content`; None: with none."""
    vocabulary = read_vocabulary("\n".join(state.terms), "vocabulary.toml")
    findings_cache = FindingsCache(content) if content else None
    known = findings_cache.known if findings_cache else Known()
    findings = find(state.posts, Decisions(state.decided), known)
    topic_cache = TopicCache(content, vocabulary) if content else None
    known_topics = topic_cache.known if topic_cache else KnownTopics()
    if topic_cache:
        topic_cache.prepare(findings.posts, findings)
    topics = assign_topics(findings.posts, findings, vocabulary, known_topics)
    for cache in filter(None, (findings_cache, topic_cache)):
        cache.save()
    questions = ContentFindings(state.posts, findings).questions()
    return findings, questions, {ref: facts(each) for ref, each in topics.items()}


def facts(topics: TextTopics) -> tuple[object, ...]:
    return (
        topics.mentions, topics.mentioned, topics.scored, topics.why, topics.only_mentioned, topics.removed,
        topics.labels, topics.faults,
    )  # fmt: skip


@given(STATES, st.sampled_from([0.2, 0.5, 1.0]), st.sampled_from([0.0, 0.1, 1.0]))
@SLOW
def test_after_any_changes_everything_found_is_what_a_first_build_finds(states, most_changed, most_scattered):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as root:
        patch.setattr(index_cache, "MOST_CHANGED", most_changed)
        patch.setattr(index_cache, "MOST_SCATTERED", most_scattered)
        for state in states:
            assert told(state, Path(root, "content")) == told(state, None)


@given(STATES)
@SLOW
def test_words_that_are_in_too_many_texts_to_count_are_not_counted_again(states):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as root:
        patch.setattr(index_cache, "MOST_SCATTERED", 1.0)
        patch.setattr(shingles, "COMMON_PLACES", 6)
        patch.setattr(shingles, "_SAMPLE", 8)
        for module in (index, shingles):
            patch.setattr(module, "MOST_COUNTED", 6)
        for state in states:
            assert told(state, Path(root, "content")) == told(state, None)


WHOLE = State(dict.fromkeys(NUMBERS, 0), tuple(DECIDED[2:5]), tuple(TERMS))


def rendered(monkeypatch: pytest.MonkeyPatch, state: State, content: Path) -> int:
    """Return how many texts are rendered to find everything in `state`."""
    calls: list[str] = []

    def counting(of: Callable[[str], object]) -> Callable[[str], object]:
        return lambda markdown: calls.append(markdown) or of(markdown)

    with monkeypatch.context() as patch:
        for module, name in ((texts, "to_words"), (found_mentions, "to_plain_text"), (rules, "to_text")):
            patch.setattr(module, name, counting(getattr(module, name)))
        told_only(state, content)
    return len(calls)


def told_only(state: State, content: Path) -> None:
    """Find everything, and read nothing of it."""
    vocabulary = read_vocabulary("\n".join(state.terms), "vocabulary.toml")
    findings_cache, topic_cache = FindingsCache(content), TopicCache(content, vocabulary)
    findings = find(state.posts, Decisions(state.decided), findings_cache.known)
    assign_topics(findings.posts, findings, vocabulary, topic_cache.known)
    findings_cache.save()
    topic_cache.save()


def test_the_archive_has_every_kind_of_finding():
    findings, questions, topics = told(WHOLE, None)
    assert findings.duplicate_posts
    assert findings.duplicate_comments
    assert findings.repeats
    assert findings.passages
    assert findings.boilerplate
    assert questions
    assert any(why for _, _, _, why, *_ in topics.values())


def test_several_processes_find_what_one_finds(monkeypatch, tmp_path):
    monkeypatch.setattr(index_cache, "_LEAST", 1)
    monkeypatch.setattr(memo, "_LEAST", 1)
    monkeypatch.setattr(processors, "processors", lambda: 3)
    for folder in ("one", "one", "other"):
        assert told(WHOLE, tmp_path / folder / "content") == told(WHOLE, None)


def test_nothing_is_rendered_where_nothing_has_changed(monkeypatch, tmp_path):
    undecided = replace(WHOLE, decided=())
    assert rendered(monkeypatch, undecided, tmp_path / "content")
    assert rendered(monkeypatch, undecided, tmp_path / "content") == 0


def test_after_an_edit_only_that_post_is_rendered(monkeypatch, tmp_path):
    undecided = replace(WHOLE, decided=())
    rendered(monkeypatch, undecided, tmp_path / "content")
    edit = replace(undecided, versions={**WHOLE.versions, 8: 1})
    read = rendered(monkeypatch, edit, tmp_path / "content")
    assert read == 2 + len(post(8, 1).comments), "the index reads post and comments, the topics the post"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"\0" * path.stat().st_size)])
def test_a_missing_or_damaged_entry_is_found_again(damage: Callable[[Path], object], tmp_path):
    content = tmp_path / "content"
    first = told(WHOLE, content)
    for entry in [path for path in tmp_path.rglob("*") if path.is_file()]:
        damage(entry)
        assert told(WHOLE, content) == first
