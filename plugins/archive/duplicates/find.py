"""Find repeated text: duplicate posts and comments, blocks printed twice, and passages quoted from another text.

Nothing is removed from `content/`, and a keeper's decision overrides anything found here. Hidden duplicates and the
copies of repeated blocks are left out of the search for quotations; otherwise each of their passages would be
reported twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from archive.decisions.apply import apply_decisions
from archive.decisions.decisions import Decision, Decisions, Pair, resolve
from archive.decisions.names import refs_by_name
from archive.duplicates.analysis import PostAnalysis, analysis_of
from archive.duplicates.comments import DuplicateComment, collect_comments, join_duplicate_comments
from archive.duplicates.posts import CandidatePair, DuplicatePost, compare_posts, find_duplicate_posts
from archive.duplicates.repeated_blocks import RepeatedBlock, as_decided, unused_no_repeats
from archive.duplicates.rules import ComparablePost
from archive.duplicates.texts import LazyThread, VisibleTexts, texts_of
from archive.markup.render import to_words
from archive.memo import Remember, compute, digest, post_digest
from archive.model import Post
from archive.text_reuse import Boilerplate, ComparableText, Index, Passage, Span, find_text_reuse, keys_of


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
    lengths: Mapping[str, int] = field(default_factory=dict)
    """How many words each text that was compared has, and each hidden duplicate."""
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """Of each post that is shown, with its comments (`memo.post_digest`), by ref."""
    decisions: Decisions = field(default_factory=Decisions)
    """What a keeper decided, with texts named by ref, as far as it can be applied."""

    index: Index | None = field(default=None, compare=False, repr=False)
    """The words of all texts that were compared."""

    def keys_at(self, ref: str, span: Span) -> tuple[int, ...]:
        """Return the keys of the tokens of a span of words (`text_reuse.keys_of`)."""
        return _keys_at(self.index, self.visible_texts(), ref, span)

    def visible_texts(self) -> VisibleTexts:
        """Return the texts that were compared, to read their words."""
        return VisibleTexts(self.posts, self.repeats, (each.hidden for each in self.duplicate_comments))


def build_index(threads: Iterable[LazyThread]) -> Index:
    """Index the words of all texts."""
    return Index.of(chain.from_iterable(thread.read() for thread in threads))


@dataclass(frozen=True)
class Known:
    """Looks up what was found before; by default, nothing was."""

    analyses: Remember[PostAnalysis] = compute
    sizes: Remember[int] = compute
    """How many words posts have, in letters and digits (`text.tokens`)."""
    lengths: Remember[int] = compute
    """How many words hidden duplicates have, as they are shown."""
    comparisons: Remember[CandidatePair | None] = compute
    differences: Remember[tuple[str, ...]] = compute
    """What only the hidden one of two duplicates says."""
    index: Callable[[Sequence[LazyThread]], Index] = build_index


def find(
    posts: Mapping[str, Post],
    decisions: Decisions | None = None,
    before: Known = Known(),
    digests: Mapping[str, bytes] | None = None,
) -> Findings:
    """Find what is repeated in `posts` (by ref, in any order). What is known from `before` is not computed again.

    `digests`, if given, has one for each post, which changes whenever the ref, the post or one of its comments does.
    """
    known, unknown = _resolved(decisions or Decisions(), posts)
    given = digests or {ref: post_digest(ref, post) for ref, post in posts.items()}
    analyses = {ref: analysis_of(ref, post, given[ref], before.analyses) for ref, post in posts.items()}
    comparable = {ref: ComparablePost(post, analyses[ref].keys, before.sizes) for ref, post in posts.items()}
    candidates = compare_posts(comparable, before.comparisons)
    duplicate_posts = find_duplicate_posts(comparable, candidates, known.together, known.apart, before.differences)
    shown = merge_duplicates(posts, duplicate_posts)
    for ref in {each.shown for each in duplicate_posts}:
        merged = shown[ref]
        analyses[ref] = analysis_of(ref, merged, post_digest(ref, merged), before.analyses)
    analyses = {ref: analyses[ref] for ref in shown}
    duplicate_comments = duplicate_comments_in(shown, analyses, known)
    hidden = {each.hidden for each in duplicate_comments}
    repeats = repeated_blocks_in(analyses, hidden, known)
    texts = VisibleTexts(shown, repeats, hidden)
    of_shown = {ref: found.keys.digest for ref, found in analyses.items()}
    index = before.index(texts.threads(of_shown))
    moved = move_to_shown(known, [*duplicate_posts, *duplicate_comments])
    reuse, unused = apply_decisions(find_text_reuse(index), moved, texts.text, partial(_keys_at, index, texts))
    compared = {text.ref: text for text in index.texts}
    lengths = {ref: text.length for ref, text in compared.items()}
    lengths |= hidden_lengths(posts, shown, [*duplicate_posts, *duplicate_comments], before.lengths)
    ignored = (*unknown, *unused, *unused_no_repeats(known, repeats))
    return Findings(
        posts=shown,
        duplicate_posts=duplicate_posts,
        candidates=candidates,
        repeats=repeats,
        duplicate_comments=duplicate_comments,
        passages=reuse.passages,
        boilerplate=reuse.boilerplate,
        texts=compared,
        lengths=lengths,
        digests=of_shown,
        decisions=known,
        index=index,
        ignored_decisions=ignored,
    )


def _keys_at(index: Index | None, texts: VisibleTexts, ref: str, span: Span) -> tuple[int, ...]:
    """Return the keys of the tokens of a span of words, if possible without reading the text."""
    known = index.keys_at(ref, span) if index else None
    return keys_of(texts.text(ref).words[slice(*span)]) if known is None else known


def _resolved(decisions: Decisions, posts: Mapping[str, Post]) -> tuple[Decisions, tuple[str, ...]]:
    """Return the decisions that can be applied, and a line for each other one; collects names only if there are any."""
    return resolve(decisions, refs_by_name(posts) if decisions.entries else {})


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


def duplicate_comments_in(
    posts: Mapping[str, Post], analyses: Mapping[str, PostAnalysis], decisions: Decisions
) -> tuple[DuplicateComment, ...]:
    """Find the duplicate comments of every thread."""
    together: defaultdict[str, set[Pair]] = defaultdict(set)
    for pair in decisions.together:
        together[pair[0].partition("#c")[0]].add(pair)
    found = (
        join_duplicate_comments(ref, post.comments, analyses[ref].comments, together.get(ref, ()), decisions.apart)
        for ref, post in posts.items()
    )
    return tuple(chain.from_iterable(found))


def repeated_blocks_in(
    analyses: Mapping[str, PostAnalysis], hidden: Collection[str], decisions: Decisions
) -> tuple[RepeatedBlock, ...]:
    """Return the repeated blocks of every post and comment, except `hidden` comments."""
    found = (block for analysis in analyses.values() for block in analysis.repeats if block.ref not in hidden)
    return tuple(as_decided(block, decisions) for block in found)


def hidden_lengths(
    posts: Mapping[str, Post],
    shown: Mapping[str, Post],
    duplicates: Iterable[DuplicatePost | DuplicateComment],
    remember: Remember[int],
) -> dict[str, int]:
    """Return how many words each hidden duplicate has, by ref."""
    found = {}
    for each in duplicates:
        ref = each.hidden.partition("#c")[0]
        bodies = {text.ref: body for text, body in texts_of(ref, shown.get(ref) or posts[ref])}
        found[each.hidden] = _length(bodies[each.hidden], remember)
    return found


def _length(body: str, remember: Remember[int]) -> int:
    return remember(digest(body.encode("utf-8", "surrogatepass")), lambda: len(to_words(body)[0]))


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
