"""Keep the mentions and topics of each post between builds, so that one edited post costs the search of one.

Each is one entry of `archive.cache`. A changed vocabulary or program empties them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from archive.cache import Cache
from archive.duplicates.find import Findings
from archive.memo import Memo
from archive.model import Post
from archive.tags.assign import DecidedTopics, KnownTopics
from archive.tags.found_mentions import FoundMentions, find_all_mentions
from archive.tags.vocabulary import Vocabulary


class TopicCache:
    """The mentions and topics found in one content folder with one vocabulary."""

    def __init__(self, content: Path, vocabulary: Vocabulary) -> None:
        cache = Cache(content, "topics", repr(vocabulary.terms))
        self._mentions = Memo[FoundMentions](cache, "mentions", FoundMentions)
        self._vocabulary = vocabulary
        self._topics = Memo[DecidedTopics](cache, "topics", DecidedTopics)
        self.known = KnownTopics(self._mentions, self._topics)
        """What `assign_topics` takes."""

    def prepare(self, posts: Mapping[str, Post], findings: Findings) -> None:
        """Find the mentions of `posts` that are not known yet, on all processors."""
        wanted = ((findings.digests[ref], post) for ref, post in posts.items())
        self._mentions.prepare(wanted, partial(find_all_mentions, vocabulary=self._vocabulary))

    def save(self) -> None:
        """Store what `assign_topics` asked for, and drop everything else."""
        self._mentions.save()
        self._topics.save()
