"""The mentions in a post and its comments in a form that is kept between builds.

Rendering a post costs more than anything done with its mentions, so they are kept as offsets, and read only when asked
for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from archive.markup.render import to_plain_text
from archive.model import Post
from archive.tags.mentions import Mention, find_mentions
from archive.tags.vocabulary import Vocabulary

_Place = tuple[str, bool, int, int]
"""A mention: the id of its term, whether it is in the title, and its offsets."""


class FoundMentions(msgspec.Struct, frozen=True, array_like=True):
    """What a post and its comments mention. Terms are named by id."""

    terms: tuple[str, ...]
    """The terms that the title and the text mention, each once, in order."""
    comments: dict[str, int]
    """How many comments mention each term."""
    places: msgspec.Raw
    """The mentions in the title and the text, in order, in the form of msgpack."""


def find_all_mentions(post: Post, vocabulary: Vocabulary) -> FoundMentions:
    """Find the mentions in a post and its comments.

    Comments are searched as Markdown, because rendering them would take longer than the search.
    """
    found = find_mentions(post.title or "", to_plain_text(post.body), post.day, vocabulary)
    places = [(each.term.id, each.in_title, each.start, each.stop) for each in found]
    in_comments = (find_mentions("", each.body, post.day, vocabulary) for each in post.comments if not each.removed)
    comments = Counter(term_id for mentions in in_comments for term_id in {mention.term.id for mention in mentions})
    terms = tuple(dict.fromkeys(term_id for term_id, *_ in places))
    return FoundMentions(terms, dict(sorted(comments.items())), msgspec.Raw(msgspec.msgpack.encode(places)))


def mentions_from(found: FoundMentions, title: str, text: str, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the mentions in the title and the text of a post, which are those that they were found in."""
    for term_id, in_title, start, stop in msgspec.msgpack.decode(found.places, type=list[_Place]):
        wording = (title if in_title else text)[start:stop]
        yield Mention(vocabulary.by_id[term_id], wording, in_title, start, stop)
