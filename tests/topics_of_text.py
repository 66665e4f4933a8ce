"""The topics of one text, found as the build finds those of all texts."""

from __future__ import annotations

from datetime import date

from archive.duplicates.find import Findings
from archive.markup.from_text import text_to_markdown
from archive.markup.render import to_text
from archive.model import Post
from archive.tags.assign import TextTopics, assign_topics
from archive.tags.vocabulary import Vocabulary
from archive.text import clean

NOTHING = Findings({}, (), (), (), (), (), (), {}, ())
"""No text quotes another."""


def topics(title: str, text: str, day: date | None, vocabulary: Vocabulary) -> TextTopics:
    """What a post of this title and plain text mentions and is about."""
    return assign_topics({"posts/one": post(title, text, day)}, NOTHING, vocabulary)["posts/one"]


def topic_ids(title: str, text: str, day: date | None, vocabulary: Vocabulary) -> list[str]:
    """Ids of the terms it is about, as they are shown."""
    return [term.id for term in topics(title, text, day, vocabulary).why]


def post(title: str, text: str, day: date | None) -> Post:
    """`text` is written as an import would write it."""
    body, _ = text_to_markdown(clean(text).split("\n"))
    return Post("tag:one", "post", "/one.html", body, title, day)


def words(one: Post) -> str:
    """All that is looked at."""
    return f"{one.title}\n\n{to_text(one.body)}"
