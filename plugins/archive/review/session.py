"""Find what is repeated in a content folder, together with what keepers have decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from archive.content.addresses import assign_addresses
from archive.content.folder import post_files, read_file
from archive.content.ledger import LedgerEntry, read_ledger
from archive.content.word_counts import is_unplaced
from archive.decisions.folder import decisions_in
from archive.decisions.names import TextNames, refs_by_name
from archive.duplicates.cache import FindingsCache
from archive.duplicates.find import Findings, find
from archive.duplicates.texts import VisibleTexts
from archive.errors import ArchiveError, BrokenContent, NoPosts
from archive.ingest.renames import find_renames
from archive.model import Post
from archive.progress import Progress
from archive.review.explain import explained, explained_pair
from archive.review.queue import Question, questions
from archive.review.unplaced import unplaced_words
from archive.tags.assign import assign_topics, explain_topics
from archive.tags.vocabulary import Vocabulary
from archive.text_reuse import ComparableText


class ContentFindings:
    """The findings in a content folder, with the posts and decisions that they are based on."""

    def __init__(
        self,
        posts: Mapping[str, Post],
        findings: Findings,
        unreadable: Iterable[str] = (),
        entries: Iterable[LedgerEntry] = (),
    ) -> None:
        """`findings` are about `posts`, by ref.

        `unreadable` has a line for each post that could not be read, and `entries` are those of the ledger.
        """
        self._posts = posts
        self.findings = findings
        self.decisions = findings.decisions
        """The keepers' decisions, with texts named by ref."""
        self.problems = (*unreadable, *self.findings.ignored_decisions)
        """One plain line for each file that could not be read and each decision that was ignored."""
        self.unplaced = unplaced_words(entries, {entry.passage for entry in self.decisions.entries})
        """The unplaced words that no decision is about."""
        self._shown = self.findings.visible_texts()
        self._all = VisibleTexts(posts, (), ())

    @cached_property
    def _names(self) -> TextNames:
        return TextNames(refs_by_name(self._posts))

    def ref(self, name: str) -> str:
        """Return the ref of the text called `name`. Raises ArchiveError, with the nearest name, if there is none."""
        ref = self._names.ref(name)
        if ref is None:
            raise ArchiveError(self._names.unknown(name))
        return ref

    def text(self, ref: str) -> ComparableText:
        """Return a text with its words; repeated blocks that are shown once are in it once."""
        try:
            return self._shown.text(ref)
        except KeyError:
            return self._all.text(ref)

    def title(self, ref: str) -> str | None:
        """Return the title of a post, or of the post of a comment."""
        return self._posts[ref.partition("#c")[0]].title

    def questions(self) -> tuple[Question, ...]:
        """Return what a keeper is asked."""
        return questions(self.findings, self.decisions, self.findings.lengths, self.unplaced)


def findings_in(content: Path, progress: Progress) -> ContentFindings:
    """Return what the build finds in the folder `content`.

    Raises NoPosts if there are neither posts nor unplaced words, and BrokenSettings if decisions.toml or the ledger
    cannot be read.
    """
    names, entries = post_files(content), find_renames(content, read_ledger(content)).entries
    if not names and not any(map(is_unplaced, entries)):
        raise NoPosts(content)
    posts, problems = _readable(content, progress(names, "Reading posts"))
    placed, unplaced = assign_addresses(posts)
    problems += [refused.message for refused in unplaced]
    by_ref = {name.removesuffix(".md"): post for name, post in placed.items()}
    decisions = decisions_in(content)
    cache = FindingsCache(content)
    findings = find(by_ref, decisions, cache.known)
    cache.save()
    return ContentFindings(by_ref, findings, problems, entries)


def explanation(content: Path, names: Sequence[str], vocabulary: Vocabulary, progress: Progress) -> list[str]:
    """Explain the duplicates, links and topics of the post called `names[0]`; of two names, what connects the two.

    Raises ArchiveError if there is no such post, or if there are more than two names.
    """
    if len(names) > 2:
        raise ArchiveError(f"--explain {names[2]}: give it once or twice, not {len(names)} times")
    found = findings_in(content, progress)
    refs = [found.ref(name) for name in names]
    if len(refs) == 1:
        lines = list(explained(refs[0], found.findings, found.decisions))
        topics = assign_topics(found.findings.posts, found.findings, vocabulary)
        return lines + (list(explain_topics(topics[refs[0]])) if refs[0] in topics else [])
    one, other = map(found.text, refs)
    return list(explained_pair(one, other, found.findings, found.decisions))


def _readable(content: Path, names: Iterable[str]) -> tuple[dict[str, Post], list[str]]:
    posts: dict[str, Post] = {}
    problems = []
    for name in names:
        try:
            posts[name] = read_file(content, name)
        except BrokenContent as error:
            problems.append(str(error))
    return posts, problems
