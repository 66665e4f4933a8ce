"""Gives each article its topics: those set by hand, those the source's labels name, and those its words call for."""

from __future__ import annotations

from pathlib import Path

from pelican import signals

from archive.listings import Topic, newest_first
from archive.page_views import PostView, TopicView
from archive.tags import tags_of
from archive.vocabulary import Term, Vocabulary
from archive.vocabulary_file import read_vocabulary


def tag_articles(generator) -> None:
    """Find the topics of each article; `context["TOPICS"]` has those that have an article, by their id."""
    path = Path(generator.settings["VOCABULARY"])
    vocabulary = read_vocabulary(path.read_text(encoding="utf-8"), path.name)
    posts: dict[Term, list[PostView]] = {}
    for article in generator.articles:
        found = _topics(article.view, vocabulary)
        article.view.tags = tuple(TopicView(term.label, f"/tags/{term.id}/", why) for term, why in found.items())
        article.view.labels = tuple(at for at in article.post.labels if not vocabulary.term_named(at))
        for term in found:
            posts.setdefault(term, []).append(article.view)
    generator.context["TOPICS"] = [
        Topic(term, tuple(newest_first(posts[term]))) for term in sorted(posts, key=lambda term: term.id)
    ]


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(tag_articles)


def _topics(view: PostView, vocabulary: Vocabulary) -> dict[Term, str]:
    """Terms and why each is a topic, most telling first."""
    post = view.post
    topics = {term: "set by hand" for tag in post.tags if (term := _term_of_hand(tag, vocabulary))}
    for label in post.labels:
        if term := vocabulary.term_named(label):
            topics.setdefault(term, f"the blog’s label “{label}”")
    for tag in tags_of(post.title or "", view.text, post.day, vocabulary):
        topics.setdefault(tag.term, _why(tag.found, tag.mentions))
    return topics


def _term_of_hand(tag: str, vocabulary: Vocabulary) -> Term | None:
    return next((term for term in vocabulary.terms if term.id == tag), None) or vocabulary.term_named(tag)


def _why(found: tuple[str, ...], mentions: int) -> str:
    words = ", ".join(f"“{word}”" for word in found)
    return f"{words}, {mentions} time{'s' if mentions > 1 else ''}"
