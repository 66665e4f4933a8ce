"""Find repeated text: duplicate posts and comments, blocks printed twice, and passages quoted from another text.

Nothing is removed from `content/`, and a keeper's decision overrides anything found here. Hidden duplicates and the
copies of repeated blocks are left out of the search for quotations; otherwise each of their passages would be
reported twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from archive.decisions.apply import apply_decisions
from archive.decisions.decisions import Decision, Decisions, resolve
from archive.decisions.names import refs_by_name
from archive.duplicates.comments import DuplicateComment, collect_comments, find_duplicate_comments
from archive.duplicates.posts import CandidatePair, DuplicatePost, compare_posts, find_duplicate_posts
from archive.duplicates.repeated_blocks import RepeatedBlock, find_repeated_blocks, unused_no_repeats
from archive.duplicates.texts import LazyText, VisibleTexts, texts_of
from archive.model import Post
from archive.text_reuse import Boilerplate, ComparableText, Index, Passage, find_text_reuse


@dataclass(frozen=True)
class Findings:
    """What was found. A ref is the path of a content file without ".md"; a comment's adds "#c" and its id."""

    posts: Mapping[str, Post]
    """The posts that are shown, with the comments and addresses of their hidden duplicates."""
    duplicate_posts: tuple[DuplicatePost, ...]
    candidates: tuple[CandidatePair, ...]
    repeats: tuple[RepeatedBlock, ...]
    duplicate_comments: tuple[DuplicateComment, ...]
    passages: tuple[Passage, ...]
    boilerplate: tuple[Boilerplate, ...]
    texts: Mapping[str, ComparableText]
    """All texts that were compared, without their words."""
    ignored_decisions: tuple[str, ...]
    """A line for each decision that could not be applied."""

    def visible_texts(self) -> VisibleTexts:
        """Return the texts that were compared, to read their words."""
        return VisibleTexts(self.posts, self.repeats, (each.hidden for each in self.duplicate_comments))


def build_index(texts: Iterable[LazyText]) -> Index:
    """Index the words of all `texts`."""
    return Index.of(text.read() for text in texts)


def find(
    posts: Mapping[str, Post],
    decisions: Decisions | None = None,
    indexer: Callable[[Sequence[LazyText]], Index] = build_index,
) -> Findings:
    """Find what is repeated in `posts` (by ref, in any order). `indexer` may take the index from a cache."""
    known, unknown = resolve(decisions or Decisions(), refs_by_name(posts))
    candidates = compare_posts(posts)
    duplicate_posts = find_duplicate_posts(posts, candidates, known.together, known.apart)
    shown = merge_duplicates(posts, duplicate_posts)
    duplicate_comments = duplicate_comments_in(shown, known)
    hidden = {each.hidden for each in duplicate_comments}
    repeats = repeated_blocks_in(shown, hidden, known)
    texts = VisibleTexts(shown, repeats, hidden)
    index = indexer(texts.lazy())
    moved = move_to_shown(known, [*duplicate_posts, *duplicate_comments])
    reuse, unused = apply_decisions(find_text_reuse(index), moved, texts.text)
    ignored = (*unknown, *unused, *unused_no_repeats(known, repeats))
    return Findings(
        posts=shown,
        duplicate_posts=duplicate_posts,
        candidates=candidates,
        repeats=repeats,
        duplicate_comments=duplicate_comments,
        passages=reuse.passages,
        boilerplate=reuse.boilerplate,
        texts={text.ref: text for text in index.headings},
        ignored_decisions=ignored,
    )


def merge_duplicates(posts: Mapping[str, Post], duplicates: Collection[DuplicatePost]) -> dict[str, Post]:
    """Return the posts that are shown, by ref, sorted, each with the comments and addresses of its duplicates."""
    hidden: defaultdict[str, list[Post]] = defaultdict(list)
    for each in duplicates:
        hidden[each.shown].append(posts[each.hidden])
    refs = sorted(posts.keys() - {each.hidden for each in duplicates})
    return {ref: _merge(posts[ref], hidden[ref]) if ref in hidden else posts[ref] for ref in refs}


def _merge(post: Post, hidden: Sequence[Post]) -> Post:
    addresses = dict.fromkeys(chain(post.aliases, *((copy.permalink, *copy.aliases) for copy in hidden)))
    addresses.pop(post.permalink, None)
    return replace(post, comments=collect_comments([post, *hidden]), aliases=tuple(addresses))


def duplicate_comments_in(posts: Mapping[str, Post], decisions: Decisions) -> tuple[DuplicateComment, ...]:
    """Find the duplicate comments of every thread."""
    together, apart = decisions.together, decisions.apart
    found = (find_duplicate_comments(ref, post.comments, together, apart) for ref, post in posts.items())
    return tuple(chain.from_iterable(found))


def repeated_blocks_in(
    posts: Mapping[str, Post], hidden: Collection[str], decisions: Decisions
) -> tuple[RepeatedBlock, ...]:
    """Find the repeated blocks of every post and comment, except `hidden` comments."""
    bodies = [(text.ref, body) for ref, post in posts.items() for text, body in texts_of(ref, post)]
    found = (find_repeated_blocks(ref, body, decisions) for ref, body in bodies if ref not in hidden)
    return tuple(chain.from_iterable(found))


def move_to_shown(decisions: Decisions, duplicates: Iterable[DuplicatePost | DuplicateComment]) -> Decisions:
    """Return `decisions` with those on quotations that refer to a hidden duplicate moved to the shown text."""
    shown_as = {each.hidden: each.shown for each in duplicates}

    def shown(ref: str) -> str:
        post, sign, comment = ref.partition("#c")
        ref = shown_as.get(post, post) + sign + comment
        return shown_as.get(ref, ref)

    def moved(decision: Decision) -> Decision:
        if decision.verdict not in ("quotation", "no-quotation"):
            return decision
        return replace(decision, texts=tuple(map(shown, decision.texts)))

    return replace(decisions, entries=tuple(map(moved, decisions.entries)))
