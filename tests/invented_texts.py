"""Texts of invented words, and ways in which quoted words are changed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date

from archive.text_reuse import ComparableText, Index, TextReuse, find_text_reuse

EARLY, LATE = date(2015, 3, 2), date(2015, 4, 7)


SHORT = ["the", "of", "to", "a", "in", "and", "is", "on", "for", "by", "we", "it", "as", "be", "at"]


SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]


def reuse_in(texts: Iterable[ComparableText]) -> TextReuse:
    """Return what `texts` share, with an index of their own."""
    return find_text_reuse(Index.of(texts))


def prose(seed: int, count: int) -> list[str]:
    """Return so many words in sentences, different for each seed; short words recur, as in any language."""
    chance = random.Random(seed)
    found = []
    for at in range(count):
        long = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))
        found.append(chance.choice(SHORT) if chance.random() < 0.35 else long)
        if at % 14 == 13:
            found[-1] = long + "."
    return found


def quotation(seed: int, count: int) -> list[str]:
    """Return prose that starts and ends with a unique word."""
    return [f"First{seed}x", *prose(seed, count - 2), f"last{seed}x"]


def text(
    ref: str, *parts: Sequence[str], day: date | None = EARLY, kind: str = "post", parent: str | None = None
) -> ComparableText:
    return ComparableText(ref, tuple(word for part in parts for word in part), day, None, kind, parent)


def edited(words: list[str], share: float, seed: int = 5) -> list[str]:
    """Replace, leave out or add to a share of the words, but not the first and last two."""
    chance, found = random.Random(seed), list(words)
    for at in sorted(chance.sample(range(2, len(words) - 2), round(share * len(words))), reverse=True):
        found[at : at + 1] = chance.choice([["changed"], [], [words[at], "added"]])
    return found


def small_archive() -> list[ComparableText]:
    """Return posts, mailouts and comments with every relation between them."""
    sign_off, article = quotation(70, 30), quotation(71, 60)
    texts = [text(f"m{number}", prose(number, 120), sign_off, kind="mailout") for number in range(5)]
    texts += [
        text("p0", prose(20, 40), prose(2, 120)[30:100], prose(21, 50), day=LATE),
        text("p1", ["From", "the", "Herald:-"], article, prose(22, 60)),
        text("p2", prose(23, 30), ["From", "the", "Herald:-"], edited(article, 0.1), sign_off, day=LATE),
        text("c0", prose(21, 50)[5:45], prose(24, 20), day=LATE, kind="comment", parent="p0"),
        text("p3", prose(25, 60), circular(3, "Oban"), prose(25, 60)),
        text("p4", circular(8, "Truro"), sign_off),
        text("p5", prose(26, 40), sign_off),
    ]
    return texts


def circular(number: int, name: str) -> list[str]:
    """Return a form: the same words each time, except numbers and names."""
    return (
        f"This is circular {number} to all members in the {name} area about the pay round which opens on {number} "
        f"June and closes on {number + 9} June. Please tell your branch secretary {name} by {number + 3} June how many "
        f"of your members, last year it was {number * 11}, wish to speak to Mr {name} at the branch meeting in room "
        f"{number} at {name} House. The branch will pay {number * 3} pounds for your travel as it did before."
    ).split()


WHOLE = reuse_in(small_archive())
