"""Keep the mentions and topics of each post between builds, so that one edited post costs the search of one.

Each is one entry of `archive.cache`. A changed vocabulary or program empties them.
"""

from __future__ import annotations

from pathlib import Path

from archive.cache import Cache
from archive.memo import Memo
from archive.tags.assign import DecidedTopics, KnownTopics
from archive.tags.found_mentions import FoundMentions
from archive.tags.vocabulary import Vocabulary


class TopicCache:
    """The mentions and topics found in one content folder with one vocabulary."""

    def __init__(self, content: Path, vocabulary: Vocabulary) -> None:
        cache = Cache(content, "topics", repr(vocabulary.terms))
        self._mentions = Memo[FoundMentions](cache, "mentions", FoundMentions)
        self._topics = Memo[DecidedTopics](cache, "topics", DecidedTopics)
        self.known = KnownTopics(self._mentions, self._topics)
        """What `assign_topics` takes."""

    def save(self) -> None:
        """Store what `assign_topics` asked for, and drop everything else."""
        self._mentions.save()
        self._topics.save()
