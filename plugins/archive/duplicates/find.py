"""All that stands more than once in an archive: in one text, as two copies of one text, as quotation.

The rule: nothing is taken out of the content folder, and a person's verdict wins over everything found here. What is
shown once, be it a copy of a post, a comment posted twice or a block printed twice, takes no part in quotation: else
every passage of it would be found twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import chain

from archive.content.post_file import BLOG_ZONE
from archive.decisions.apply import applied
from archive.decisions.decisions import NAME, Decision, Decisions, keeps_both_copies, resolved
from archive.duplicates.comments import DuplicateComment, collect_comments, find_duplicate_comments
from archive.duplicates.index_cache import LazyText
from archive.duplicates.posts import CandidatePair, DuplicatePost, compare_posts, find_duplicate_posts
from archive.duplicates.repeats import REPEAT_WORDS, Repeat, find_repeats
from archive.kinds import carries_mailout
from archive.markup.render import to_text, to_words
from archive.model import Comment, Post
from archive.text_reuse import Boilerplate, ComparableText, Index, Passage, Span, find_in_index


@dataclass(frozen=True)
class RepeatedBlock:
    """A block of a text that its own copy follows at once."""

    ref: str
    repeat: Repeat
    span: Span
    """The words of the copy."""
    collapsed: bool
    """False for a label, a heading or a row of a table, and where a person wants both."""
    copy: tuple[str, ...] = ()
    """The words themselves."""


@dataclass(frozen=True)
class Findings:
    """What was found in the texts of an archive. Refs are those of content files, without ".md", and of comments."""

    posts: Mapping[str, Post]
    """Those that are shown, with the comments and addresses of the copies that are not."""
    duplicate_posts: tuple[DuplicatePost, ...]
    candidates: tuple[CandidatePair, ...]
    repeats: tuple[RepeatedBlock, ...]
    duplicate_comments: tuple[DuplicateComment, ...]
    passages: tuple[Passage, ...]
    boilerplate: tuple[Boilerplate, ...]
    texts: Mapping[str, ComparableText]
    """Headings, without words, of all texts that were compared."""
    ignored_decisions: tuple[str, ...]
    """A line for each verdict that could not be obeyed."""


def _index_of(texts: Sequence[LazyText]) -> Index:
    return Index.of(text.read() for text in texts)


def find(
    posts: Mapping[str, Post],
    decisions: Decisions | None = None,
    indexed: Callable[[Sequence[LazyText]], Index] = _index_of,
) -> Findings:
    """What stands more than once in `posts`, which are given by ref; their order does not matter.

    `indexed` makes the index of all texts, or takes it from where it was kept.
    """
    verdicts, unknown = resolved(decisions or Decisions(), refs_by_name(posts))
    likely = compare_posts(posts)
    same = find_duplicate_posts(posts, likely, verdicts.together, verdicts.apart)
    shown = _united(posts, same)
    comments = [
        find_duplicate_comments(ref, post.comments, verdicts.together, verdicts.apart) for ref, post in shown.items()
    ]
    twice = tuple(chain.from_iterable(comments))
    hidden = {each.hidden for each in twice}
    bodies = [(text.ref, body) for ref, post in shown.items() for text, body in _headings(ref, post)]
    repeated = [each for ref, body in bodies if ref not in hidden for each in _found_repeats(ref, body, verdicts)]
    texts = VisibleTexts(shown, repeated, hidden)
    index = indexed(list(texts.unread()))
    shared, idle = applied(find_in_index(index), _of_shown(verdicts, same, twice), texts.text)
    return Findings(
        posts=shown,
        duplicate_posts=same,
        candidates=likely,
        repeats=tuple(repeated),
        duplicate_comments=twice,
        passages=shared.passages,
        boilerplate=shared.boilerplate,
        texts={text.ref: text for text in index.headings},
        ignored_decisions=(*unknown, *idle, *_without_repeat(verdicts, repeated)),
    )


def refs_by_name(posts: Mapping[str, Post]) -> dict[str, str]:
    """The ref of every post and comment by each name it has: the ref itself, its address here, earlier addresses."""
    names: dict[str, str] = {}
    for ref, post in sorted(posts.items()):
        for name in (ref, post.permalink, *post.aliases):
            names.setdefault(name, ref)
            for comment in post.comments:
                for id_ in (comment.id, *comment.aliases):
                    names.setdefault(f"{name}#c{id_}", comment_ref(ref, comment))
    return names


def comment_ref(ref: str, comment: Comment) -> str:
    """The ref of a comment on the post `ref`."""
    return f"{ref}#c{comment.id}"


class VisibleTexts:
    """The words of an archive as readers see them, each text read when it is asked for."""

    def __init__(self, posts: Mapping[str, Post], repeated: Iterable[RepeatedBlock], hidden: Iterable[str]) -> None:
        """`posts` are those that are shown, `repeated` their repeats, `hidden` the refs of comments posted twice."""
        self._posts = posts
        self._blanks: defaultdict[str, tuple[Span, ...]] = defaultdict(tuple)
        for each in repeated:
            if each.collapsed:
                self._blanks[each.ref] += (each.span,)
        self._hidden = frozenset(hidden)

    @classmethod
    def of(cls, findings: Findings) -> VisibleTexts:
        """The texts in which `findings` were found."""
        return cls(findings.posts, findings.repeats, (each.hidden for each in findings.duplicate_comments))

    def unread(self) -> Iterator[LazyText]:
        """All of them, sorted by ref."""
        for heading, body in sorted(self._headings(), key=lambda each: each[0].ref):
            blanks = self._blanks.get(heading.ref, ())
            yield LazyText(heading.ref, _digest(heading, body, blanks), partial(_read, heading, body, blanks))

    def text(self, ref: str) -> ComparableText:
        """The text called `ref`. Raises KeyError if there is none."""
        post_ref = ref.partition("#c")[0]
        texts = {heading.ref: (heading, body) for heading, body in _headings(post_ref, self._posts[post_ref])}
        return _read(*texts[ref], self._blanks.get(ref, ()))

    def _headings(self) -> Iterator[tuple[ComparableText, str]]:
        for ref, post in self._posts.items():
            yield from (found for found in _headings(ref, post) if found[0].ref not in self._hidden)


def _united(posts: Mapping[str, Post], same: Iterable[DuplicatePost]) -> dict[str, Post]:
    """The posts that are shown, sorted by ref, each with what its copies have besides words."""
    copies: defaultdict[str, list[Post]] = defaultdict(list)
    for each in same:
        copies[each.shown].append(posts[each.hidden])
    hidden = {each.hidden for each in same}
    return {ref: _with_copies(posts[ref], copies[ref]) for ref in sorted(posts) if ref not in hidden}


def _with_copies(post: Post, copies: Sequence[Post]) -> Post:
    if not copies:
        return post
    addresses = dict.fromkeys(chain(post.aliases, *((copy.permalink, *copy.aliases) for copy in copies)))
    addresses.pop(post.permalink, None)
    return replace(post, comments=collect_comments([post, *copies]), aliases=tuple(addresses))


def _found_repeats(ref: str, body: str, verdicts: Decisions) -> Iterator[RepeatedBlock]:
    lines = body.split("\n")
    for repeat in find_repeats(lines):
        start, stop = (_words_before(lines, at) for at in (repeat.start, repeat.stop))
        copy = tuple(to_text(body).split()[start:stop])
        once = repeat.words >= REPEAT_WORDS and not keeps_both_copies(verdicts, ref, copy)
        yield RepeatedBlock(ref, repeat, (start, stop), once, copy)


def _without_repeat(verdicts: Decisions, found: Iterable[RepeatedBlock]) -> Iterator[str]:
    """A line for each verdict on a block that does not stand twice in its text."""
    for entry in verdicts.entries:
        if entry.verdict == "no-repeat":
            alone = Decisions((entry,))
            if not any(keeps_both_copies(alone, each.ref, each.copy) for each in found):
                said = f"no block of {entry.texts[0]} that begins so stands twice any more; take it out"
                yield f"{NAME}: {entry.label}: {said}"


def _words_before(lines: Sequence[str], at: int) -> int:
    return len(to_text("\n".join(lines[:at])).split())


def _of_shown(verdicts: Decisions, same: Iterable[DuplicatePost], twice: Iterable[DuplicateComment]) -> Decisions:
    """Verdicts on quotation, which were said of a copy, are those on the text that is shown in its place."""
    posts = {each.hidden: each.shown for each in same}
    comments = {each.hidden: each.shown for each in twice}

    def shown(ref: str) -> str:
        post, sign, comment = ref.partition("#c")
        ref = posts.get(post, post) + sign + comment
        return comments.get(ref, ref)

    def moved(decision: Decision) -> Decision:
        if decision.verdict not in ("quotation", "no-quotation"):
            return decision
        return replace(decision, texts=tuple(map(shown, decision.texts)))

    return replace(verdicts, entries=tuple(map(moved, verdicts.entries)))


def _headings(ref: str, post: Post) -> Iterator[tuple[ComparableText, str]]:
    """The post and those of its comments that say something, without words, each with its Markdown."""
    yield ComparableText(ref, (), post.day, post.published, post.kind, carries_mailout=carries_mailout(post)), post.body
    for comment in post.comments:
        if not comment.removed:
            moment = comment.published
            day = moment.astimezone(BLOG_ZONE).date() if moment else None
            yield ComparableText(comment_ref(ref, comment), (), day, moment, "comment", ref), comment.body


def _read(heading: ComparableText, body: str, blanks: Iterable[Span] = ()) -> ComparableText:
    words, breaks = to_words(body)
    for start, stop in blanks:
        words[start:stop] = [""] * (stop - start)
    return replace(heading, words=tuple(words), breaks=breaks)


def _digest(heading: ComparableText, body: str, blanks: Sequence[Span]) -> str:
    said = f"{heading!r}\0{blanks!r}\0{body}"
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
