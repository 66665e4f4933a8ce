"""Find the mentions and topics of each article."""

from __future__ import annotations

from pathlib import Path

from pelican import signals

from archive.pages.lists import newest_first
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView, TopicView
from archive.site.build_state import KEY, BuildState
from archive.tags.assign import assign_topics
from archive.tags.cache import TopicCache
from archive.tags.vocabulary import Term
from archive.tags.vocabulary_file import read_vocabulary


def tag_articles(generator) -> None:
    """Find the topics of each article."""
    build: BuildState = generator.context[KEY]
    path = Path(generator.settings["VOCABULARY"])
    vocabulary = read_vocabulary(path.read_text(encoding="utf-8"), path.name)
    cache = TopicCache(Path(generator.settings["PATH"]), vocabulary)
    views = build.views
    shown = {ref: view.post for ref, view in views.items()}
    cache.prepare(shown, build.findings)
    posts: dict[Term, list[PostView]] = {}
    mentioned_in: dict[Term, list[PostView]] = {}
    faults: list[str] = []
    for ref, topics in assign_topics(shown, build.findings, vocabulary, cache.known).items():
        view = views[ref]
        view.topics, view.labels = topics, topics.labels
        view.tags = tuple(
            TopicView(term.label, f"/tags/{term.id}/", why, term.kind) for term, why in topics.why.items()
        )
        for term in topics.why:
            posts.setdefault(term, []).append(view)
        for each in topics.only_mentioned:
            mentioned_in.setdefault(each, []).append(view)
        faults += topics.faults
    cache.save()
    build.tag_faults = tuple(faults)
    build.vocabulary = vocabulary
    build.topics = [
        Topic(term, tuple(newest_first(posts[term])), tuple(newest_first(mentioned_in.get(term, ()))))
        for term in sorted(posts, key=lambda term: term.id)
    ]


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(tag_articles)
