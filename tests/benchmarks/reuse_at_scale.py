"""Measure how well and how fast shared passages are found, in an archive of invented words.

    python tests/benchmarks/reuse_at_scale.py                 # 4,500 posts, 500 mailouts, 74,000 comments
    python tests/benchmarks/reuse_at_scale.py --share 0.1     # a tenth of it

Words are drawn as in natural language: a few short ones are very frequent, turns of phrase recur, mailouts end with
one of a few footers, and circulars are forms that were filled in. Quotations are planted at known places and changed
in known ways, except for their first and last word. Everything else that is reported counts as false. Then one post is
added and one changed, with the cached index. The same run measures two alternatives on the same texts: joining equal
runs of words, and datasketch's MinHash-LSH, which compares whole texts only. Compare only figures of one run.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import subprocess
import sys
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from msgspec import structs

from archive.duplicates.index_cache import IndexCache
from archive.duplicates.texts import LazyThread
from archive.text_reuse import ComparableText, Passage, Span, find_text_reuse

VOCABULARY, PHRASES = 30_000, 3_000
POSTS, MAILOUTS, COMMENTS, QUOTATIONS = 4_500, 500, 74_000, 5_000
POST_WORDS, MAILOUT_WORDS, COMMENT_WORDS = 1_300, 1_500, 81
SERIES, ISSUES = 30, 8
"""Templated circulars, and how often each is sent."""
FIRST_DAY = date(2010, 1, 1)
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"


@dataclass(frozen=True)
class Planted:
    """A planted quotation, and how it was changed."""

    source: str
    source_span: Span
    quoting: str
    quoting_span: Span
    change: str


@dataclass
class Archive:
    """The texts. Bodies are strings, as in a build; words are split when a text is read."""

    headings: list[ComparableText] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def texts(self) -> Iterator[ComparableText]:
        for heading, body in zip(self.headings, self.bodies, strict=True):
            yield whole(heading, body)

    def unread(self) -> Iterator[LazyThread]:
        for heading, body in zip(self.headings, self.bodies, strict=True):
            said = f"{heading.ref} {heading.day} {heading.kind} {heading.parent}\n{body}".encode()
            digest = hashlib.blake2b(said, digest_size=16).digest()
            yield LazyThread(heading.ref, digest, partial(thread, heading, body))


def thread(heading: ComparableText, body: str) -> list[ComparableText]:
    return [whole(heading, body)]


def whole(heading: ComparableText, body: str) -> ComparableText:
    return structs.replace(heading, words=tuple(body.split()))


# Words


def vocabulary(chance: random.Random) -> list[str]:
    """Return distinct words, the most frequent first; those are short, as in every language."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        rank = len(found)
        syllables = 1 if rank < 60 else 2 if rank < 2_000 else chance.choice([2, 3, 3, 4])
        word = "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(syllables))
        found.setdefault(word + chance.choice(["", "n", "s", "r"]) if rank >= 30 else word)
    return list(found)


class Writer:
    """Writes sentences of invented words."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = vocabulary(chance)
        self._numbers = np.random.default_rng(chance.randrange(1 << 30))
        ranks = np.arange(VOCABULARY) + 2.7
        self._sums = np.cumsum(1 / ranks) / np.sum(1 / ranks)
        self._phrases = [self._plain(chance.randint(4, 8)) for _ in range(PHRASES)]

    def _plain(self, words: int) -> list[str]:
        drawn = np.searchsorted(self._sums, self._numbers.random(words))
        return [self.words[min(rank, VOCABULARY - 1)] for rank in drawn.tolist()]

    def sentences(self, words: int) -> list[str]:
        """Return so many words, with capitals, full stops, numbers, names and turns of phrase."""
        text = self._plain(words)
        for _ in range(words // 50):
            phrase = self._phrases[min(int(self.chance.paretovariate(0.6)), PHRASES) - 1]
            at = self.chance.randrange(words)
            text[at : at + len(phrase)] = phrase[: words - at]
        for at in range(0, words - 12, 15):
            self._write_sentence(text, at, min(at + self.chance.randint(9, 15), words) - 1)
        return text

    def _write_sentence(self, text: list[str], start: int, stop: int) -> None:
        text[start] = text[start].capitalize()
        text[stop] += "."
        mark = self.chance.randrange(8)
        at = self.chance.randint(start + 1, stop - 1)
        if mark == 0:
            text[at] = f"“{text[at]}”"
        elif mark == 1:
            text[at] = str(self.chance.randint(1, 2_030))
        elif mark == 2:
            text[at] = text[at].capitalize()
        elif mark == 3:
            text[at] += ","
        elif mark == 4:
            text[at] = "–"
        elif mark == 5:
            text[at] = f"{text[at]}’s"


# Changes


def exact(words: list[str], writer: Writer) -> list[str]:
    return words


def typography(words: list[str], writer: Writer) -> list[str]:
    """Use straight quotes, other dashes and capitals."""
    straight = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-"})
    return [word.translate(straight) if at % 3 else word.translate(straight).upper() for at, word in enumerate(words)]


def spacing(words: list[str], writer: Writer) -> list[str]:
    """Remove the spaces around dashes, which leaves fewer words."""
    return " ".join(words).replace(" – ", "—").split()


def edited(share: float) -> Callable[[list[str], Writer], list[str]]:
    """Replace, leave out or add to a share of the words."""

    def change(words: list[str], writer: Writer) -> list[str]:
        chosen = set(writer.chance.sample(range(1, len(words) - 1), round(share * len(words))))
        found: list[str] = []
        for at, word in enumerate(words):
            kind = writer.chance.choice(["replace", "replace", "leave out", "put in"]) if at in chosen else "keep"
            new = writer.words[writer.chance.randrange(VOCABULARY)]
            found += {"keep": [word], "replace": [new], "leave out": [], "put in": [word, new]}[kind]
        return found

    return change


def with_ellipsis(words: list[str], writer: Writer) -> list[str]:
    third = len(words) // 3
    return [*words[:third], writer.chance.choice(["…", "...", "[…]"]), *words[-third:]]


CHANGES: dict[str, Callable[[list[str], Writer], list[str]]] = {
    "exact": exact,
    "typography": typography,
    "dashes closed up": spacing,
    "5 % edited": edited(0.05),
    "10 % edited": edited(0.10),
    "20 % edited": edited(0.20),
    "ellipsis": with_ellipsis,
}


# The archive


def made(share: float, seed: int = 1) -> Archive:
    """Return an archive of `share` of the full size. Half of the texts are quoted, the others quote."""
    writer, archive = Writer(random.Random(seed)), Archive()
    bodies: list[list[str]] = []
    for heading, length in headings(writer.chance, share):
        archive.headings.append(heading)
        bodies.append(writer.sentences(length))
    plant(writer, archive, bodies, round(QUOTATIONS * share))
    add_footers(writer, archive.headings, bodies)
    add_circulars(writer, archive.headings, bodies)
    archive.bodies = [" ".join(body) for body in bodies]
    words = sum(body.count(" ") + 1 for body in archive.bodies)
    print(f"\n{len(archive.bodies):,} texts, {words:,} words, {len(archive.planted):,} quotations", flush=True)
    return archive


def headings(chance: random.Random, share: float) -> Iterator[tuple[ComparableText, int]]:
    """Yield every text, with the number of its words."""
    posts = round(POSTS * share)
    for number in range(posts):
        yield (
            ComparableText(f"p{number:05}", (), FIRST_DAY + timedelta(number), kind="post"),
            length(chance, POST_WORDS),
        )
    for number in range(round(MAILOUTS * share)):
        day = FIRST_DAY + timedelta(number * 9)
        yield ComparableText(f"m{number:05}", (), day, kind="mailout"), length(chance, MAILOUT_WORDS)
    for number in range(round(COMMENTS * share)):
        post = chance.randrange(posts)
        heading = ComparableText(
            f"c{number:05}", (), FIRST_DAY + timedelta(post + 1), kind="comment", parent=f"p{post:05}"
        )
        yield heading, length(chance, COMMENT_WORDS)


def length(chance: random.Random, middle: int) -> int:
    return max(13, round(chance.triangular(middle / 6, middle * 2, middle * 5 / 6)))


def add_footers(writer: Writer, headings: Sequence[ComparableText], bodies: list[list[str]]) -> None:
    footers = [writer.sentences(45) for _ in range(20)]
    goodbyes = [writer.sentences(14) for _ in range(60)]
    for heading, body in zip(headings, bodies, strict=True):
        if heading.kind == "mailout":
            body += writer.chance.choice(footers)
        elif heading.kind == "comment" and writer.chance.random() < 0.1:
            body += writer.chance.choice(goodbyes)


def add_circulars(writer: Writer, headings: list[ComparableText], bodies: list[list[str]]) -> None:
    """Add forms with a number or a name filled in every dozen words."""
    for series in range(SERIES):
        form = writer.sentences(140)
        for issue in range(ISSUES if series % 2 else 2):
            filled = list(form)
            for at in range(5, len(form), 12):
                name = writer.words[writer.chance.randrange(VOCABULARY)].capitalize()
                filled[at] = str(writer.chance.randint(1, 999)) if at % 5 else name
            headings.append(
                ComparableText(f"t{series:03}-{issue}", (), FIRST_DAY + timedelta(issue * 30), kind="mailout")
            )
            bodies.append(filled)


def plant(writer: Writer, archive: Archive, bodies: list[list[str]], count: int) -> None:
    """Quote from the even texts in the odd ones, each place and each text once."""
    places = [(at, start) for at in range(0, len(bodies), 2) for start in range(0, len(bodies[at]) - 80, 420)]
    odd = list(range(1, len(bodies), 2))
    in_posts = [at for at in odd if archive.headings[at].kind != "comment"]
    quoting = writer.chance.sample(in_posts, min(len(in_posts), count // 3))
    quoting += writer.chance.sample(odd[len(in_posts) :], count - len(quoting))
    changes = list(CHANGES)
    for number, ((source, start), into) in enumerate(zip(writer.chance.sample(places, count), quoting, strict=True)):
        change = changes[number % len(changes)]
        words = round(75 * 4 ** writer.chance.random() if change == "ellipsis" else 25 * 16 ** writer.chance.random())
        span = without_bare_ends(bodies[source], (start, min(start + words, len(bodies[source]))))
        copy = CHANGES[change](bodies[source][slice(*span)], writer)
        at = writer.chance.randint(0, len(bodies[into]))
        bodies[into][at:at] = copy
        refs = archive.headings[source].ref, archive.headings[into].ref
        archive.planted.append(Planted(refs[0], span, refs[1], (at, at + len(copy)), change))


def without_bare_ends(words: Sequence[str], span: Span) -> Span:
    """Shorten a span so that it starts and ends with a word that has letters or digits."""
    told = [at for at in range(*span) if any(sign.isalnum() for sign in words[at])]
    return told[0], told[-1] + 1


# What is measured


@dataclass
class Score:
    """The results of one method."""

    found: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    true: int = 0
    false: list[Passage] = field(default_factory=list)


def scored(planted: Sequence[Planted], passages: Iterable[Passage]) -> Score:
    """Count a passage as true if it overlaps a planted one in both texts by half of either."""
    by_pair: defaultdict[tuple[str, str], list[Planted]] = defaultdict(list)
    for each in planted:
        by_pair[min(each.source, each.quoting), max(each.source, each.quoting)].append(each)
    score, seen = Score(), set()
    for passage in passages:
        sides = {passage.one: passage.one_span, passage.other: passage.other_span}
        for each in by_pair[passage.one, passage.other]:
            spans = [(sides[each.source], each.source_span), (sides[each.quoting], each.quoting_span)]
            if all(overlap(*pair) for pair in spans):
                score.true += 1
                if each not in seen:
                    score.found[each.change] += 1
                    score.ends[each.change] += sum(a[end] == b[end] for a, b in spans for end in (0, 1))
                seen.add(each)
                break
        else:
            score.false.append(passage)
    return score


def overlap(one: Span, other: Span) -> bool:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * both >= min(one[1] - one[0], other[1] - other[0])


def shown(score: Score, planted: Sequence[Planted]) -> str:
    """Return a line for each kind of change, and one for all."""
    whole = Counter(each.change for each in planted)
    lines = [line(change, whole[change], score.found[change], score.ends[change]) for change in whole]
    lines.append(line("all", whole.total(), score.found.total(), score.ends.total()))
    reported = score.true + len(score.false)
    return "\n".join(
        [*lines, f"  precision {score.true / max(reported, 1):.4f} ({len(score.false)} false of {reported})"]
    )


def line(change: str, planted: int, found: int, ends: int) -> str:
    return f"  {change:18} recall {found / planted:.4f} of {planted:5}, ends exact {ends / max(4 * found, 1):.4f}"


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Stopwatch:
    """CPU and wall seconds since it was started."""

    def __init__(self) -> None:
        self._cpu, self._wall = cpu(), time.perf_counter()

    def __str__(self) -> str:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return f"{cpu() - self._cpu:.1f} s CPU, {time.perf_counter() - self._wall:.1f} s wall, peak {peak:,.0f} MB"


# The three ways


def ours(archive: Archive, scratch: Path) -> None:
    """Build and cache the index, and print how well quotations are found."""
    watch = Stopwatch()
    index = IndexCache(scratch / "content").index(list(archive.unread()))
    built = str(watch)
    found = find_text_reuse(index)
    print(f"archive.text_reuse: first run {watch} (the index, built and cached: {built})", flush=True)
    score = scored(archive.planted, found.passages)
    print(shown(score, archive.planted))
    print(f"  {len(found.boilerplate)} kinds of boilerplate in {sum(len(b.places) for b in found.boilerplate)} places")
    for passage in score.false[:5]:
        print("  false:", passage)


def one_more(archive: Archive, scratch: Path) -> None:
    """With the cached index: search again, add one post that quotes another, change one."""
    quoted = archive.bodies[0].split()[100:160]
    new = Writer(random.Random(9)).sentences(POST_WORDS)
    again(archive, scratch, "the same again")
    archive.headings.append(ComparableText("p99999", (), date(2030, 1, 1)))
    archive.bodies.append(" ".join([*new[:600], *quoted, *new[600:]]))
    again(archive, scratch, "one more post")
    archive.bodies[7] += " " + " ".join(quoted)
    again(archive, scratch, "one changed post")


def again(archive: Archive, scratch: Path, what: str) -> None:
    """Load, extend, store, find. Digests are timed separately, because every caller makes them in its own way."""
    watch = Stopwatch()
    unread = list(archive.unread())
    digested, watch = str(watch), Stopwatch()
    index = IndexCache(scratch / "content").index(unread)
    indexed = str(watch)
    found = find_text_reuse(index)
    print(f"{what}: {watch}; {len(found.passages)} passages", flush=True)
    print(f"  of it the index: {indexed}\n  before it digests: {digested}", flush=True)


def plain_join(archive: Archive, words: int = 8) -> None:
    """Join equal runs of so many words as long as they continue, without normalising words."""
    watch = Stopwatch()
    hits: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for places in equal_runs(archive, words):
        for at, (one, start) in enumerate(places):
            for other, other_start in places[at + 1 :]:
                hits[one, other, other_start - start].append(start)
    found = [
        passage for key, starts in hits.items() for passage in joined(archive.headings, key, sorted(starts), words)
    ]
    print(f"plain join of runs of {words} words: {watch}", flush=True)
    print(shown(scored(archive.planted, found), archive.planted))


def equal_runs(archive: Archive, words: int, most: int = 20) -> Iterator[list[tuple[int, int]]]:
    """Yield the text and offset of each place of a run that appears in 2 to `most` places."""
    chance, numbers, said, starts = random.Random(3), {}, array("Q"), [0]
    for body in archive.bodies:
        for word in body.split():
            said.append(numbers.get(word) or numbers.setdefault(word, chance.getrandbits(64)))
        starts.append(len(said))
    keys, ends = np.frombuffer(said, dtype=np.uint64), np.array(starts)[1:]
    rows = np.zeros(len(keys) - words + 1, dtype=np.uint64)
    for at in range(words):
        rows = rows * np.uint64(0x9E3779B97F4A7C15) + keys[at : at + len(rows)]
    whole_rows = np.flatnonzero(np.arange(len(rows)) + words <= np.repeat(ends, np.diff(starts))[: len(rows)])
    order = whole_rows[np.argsort(rows[whole_rows], kind="stable")]
    texts = np.searchsorted(ends, order, side="right")
    offsets = order - np.array(starts)[texts]
    cuts = np.flatnonzero(np.diff(rows[order], prepend=rows[order[:1]] + np.uint64(1), append=0))
    for start, stop in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        if 1 < stop - start <= most:
            yield list(zip(texts[start:stop].tolist(), offsets[start:stop].tolist(), strict=True))


def joined(
    texts: Sequence[ComparableText], key: tuple[int, int, int], starts: list[int], words: int
) -> Iterator[Passage]:
    one, other, shift = key
    while starts:
        first = last = starts.pop(0)
        while starts and starts[0] == last + 1:
            last = starts.pop(0)
        spans = (first, last + words), (first + shift, last + shift + words)
        if one != other and last + words - first >= 22:
            sides = sorted([(texts[one].ref, spans[0]), (texts[other].ref, spans[1])])
            yield Passage(*sides[0], *sides[1], last + words - first, 1.0, "unknown", "")


def min_hash(archive: Archive) -> None:
    """Score the pairs of whole texts that datasketch proposes."""
    from datasketch import MinHash, MinHashLSH

    watch, lsh, known = Stopwatch(), MinHashLSH(threshold=0.2, num_perm=64), set()
    for text in archive.texts():
        words = text.words
        signature = MinHash(num_perm=64)
        signature.update_batch([" ".join(words[at : at + 5]).encode() for at in range(max(len(words) - 4, 1))])
        known |= {(min(text.ref, ref), max(text.ref, ref)) for ref in lsh.query(signature)}
        lsh.insert(text.ref, signature)
    pairs = {(min(each.source, each.quoting), max(each.source, each.quoting)) for each in archive.planted}
    print(f"datasketch MinHash-LSH (threshold 0.2, 64 permutations): {watch}")
    right = len(pairs & known)
    print(f"  pairs: recall {right / len(pairs):.4f}, precision {right / max(len(known), 1):.4f}")


STEPS = {"ours": ours, "one more": one_more}
RIVALS = {"plain join": plain_join, "MinHash": min_hash}


def main() -> None:
    """Run each step in its own process, so that its memory and time are its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--share", type=float, default=1.0, help="of the full size")
    options.add_argument("--step", choices=[*STEPS, *RIVALS], help=argparse.SUPPRESS)
    options.add_argument("--scratch", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.step in STEPS:
        STEPS[given.step](made(given.share), given.scratch)
    elif given.step:
        RIVALS[given.step](made(given.share))
    else:
        with TemporaryDirectory() as scratch:
            for step in (*STEPS, *RIVALS):
                command = [sys.executable, __file__, "--step", step, "--scratch", scratch]
                subprocess.run([*command, "--share", str(given.share)], check=True)


if __name__ == "__main__":
    main()
