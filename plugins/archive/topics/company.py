"""The companions of terms that a text has: words that go with a term, as the vocabulary lists them.

The rule: one companion says nothing, and the same one twice no more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from archive.tags.vocabulary import Term


class Company:
    """A text that can be asked for companions. Nothing is done before it is asked."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words` are those of the text with its title, in order; it may have marks among them."""
        self._given = words

    def of(self, term: Term) -> int:
        """How many different companions of `term` it has, with or without an "s" at their ends."""
        words, phrases = term.companion_words
        met = {companion for word, companion in words.items() if word in self._words}
        return len(met) + sum(self._words.issuperset(first) and self._has(phrase) for first, phrase in phrases)

    def _has(self, phrase: str) -> bool:
        return f" {phrase} " in self._running or f" {phrase}s " in self._running

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._running.split())

    @cached_property
    def _running(self) -> str:
        return f" {' '.join(self._given)} ".casefold()
