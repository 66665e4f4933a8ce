"""Measure what finding duplicates, quotations and topics costs in a build: at first, and after one edit.

    python tests/benchmarks/findings_at_scale.py                    # 500, 1,000 and 2,000 posts
    python tests/benchmarks/findings_at_scale.py --posts 4500 45000

Each post has 16 comments. Every tenth comment quotes its post, every fifth post quotes an earlier one, and all posts
end with the same sign-off. Words are invented, except for one in 30, which is a wording of the shipped vocabulary. Each
size is measured in a process of its own. Figures are CPU seconds; compare only those of one run.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.duplicates.cache import FindingsCache
from archive.duplicates.find import find
from archive.model import Comment, Post
from archive.review.session import ContentFindings
from archive.tags.assign import assign_topics
from archive.tags.cache import TopicCache
from archive.tags.vocabulary import Vocabulary
from archive.tags.vocabulary_file import read_vocabulary

FIRST_DAY = date(2010, 1, 1)
COMMENTS, POST_WORDS, COMMENT_WORDS, PARAGRAPH = 16, 400, 45, 60
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]
SHIPPED = Path(__file__).parents[2] / "content" / "vocabulary.toml"


@dataclass(frozen=True)
class Figures:
    """What one size costs."""

    posts: int
    first: float
    """CPU seconds of the first build."""
    same: float
    """With nothing changed."""
    edited: float
    """With one post edited."""
    new: float
    """With one post added."""
    megabytes: float
    """Peak memory of the process."""


class Writer:
    """Writes invented words, which name a term of the vocabulary now and then."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.chance = random.Random(1)
        self._words = ["".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4))) for _ in range(20_000)]
        self._wordings = [wording for term in vocabulary.terms for wording in (term.label, *term.variants)]

    def words(self, count: int) -> list[str]:
        found = self.chance.choices(self._words, k=count)
        for at in range(self.chance.randrange(30), count, 30):
            found[at] = self.chance.choice(self._wordings)
        return found


def paragraphs(words: Sequence[str]) -> str:
    return "\n\n".join(" ".join(words[at : at + PARAGRAPH]) for at in range(0, len(words), PARAGRAPH))


def archive_of(count: int, vocabulary: Vocabulary) -> dict[str, Post]:
    """Return `count` posts with their comments, by ref."""
    writer = Writer(vocabulary)
    sign_off = paragraphs(writer.words(50))
    bodies = [writer.words(POST_WORDS) for _ in range(count)]
    for number in range(5, count, 5):
        bodies[number][100:100] = part_of(bodies[number - 5], writer.chance)
    return {ref: post for number in range(count) for ref, post in [_post(number, bodies, sign_off, writer)]}


def _post(number: int, bodies: Sequence[Sequence[str]], sign_off: str, writer: Writer) -> tuple[str, Post]:
    day = FIRST_DAY + timedelta(days=number // 4)
    comments = tuple(_comment(number, at, bodies[number], writer) for at in range(COMMENTS))
    body = f"{paragraphs(bodies[number])}\n\n{sign_off}"
    title = f"Post {number}"
    post = Post(f"tag:benchmark,2010:{number}", "post", f"/{number}.html", body, title, day, comments=comments)
    return f"posts/{number:06}", post


def _comment(number: int, at: int, post: Sequence[str], writer: Writer) -> Comment:
    quoted = part_of(post, writer.chance) if writer.chance.random() < 0.1 else []
    return Comment(str(number * COMMENTS + at), paragraphs([*quoted, *writer.words(COMMENT_WORDS)]))


def part_of(words: Sequence[str], chance: random.Random) -> Sequence[str]:
    start = chance.randrange(len(words) // 2)
    return words[start : start + chance.randint(25, 120)]


def everything(posts: dict[str, Post], content: Path, vocabulary: Vocabulary) -> int:
    """Find everything as a build does; return the number of passages."""
    findings_cache, topic_cache = FindingsCache(content), TopicCache(content, vocabulary)
    findings = find(posts, before=findings_cache.known)
    assign_topics(findings.posts, findings, vocabulary, topic_cache.known)
    ContentFindings(posts, findings).questions()
    findings_cache.save()
    topic_cache.save()
    return len(findings.passages)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(count: int) -> Figures:
    """Measure one size in this process. The garbage collector is off, as in a build."""
    gc.disable()
    vocabulary = read_vocabulary(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)
    posts = archive_of(count + 1, vocabulary)
    last, added = posts.popitem()
    middle = sorted(posts)[count // 2]
    edited = posts | {middle: replace(posts[middle], body=f"{posts[middle].body}\n\nNapo and one more sentence.")}
    with TemporaryDirectory() as scratch:
        states = (posts, posts, edited, edited | {last: added})
        spent = [seconds(lambda now=now: everything(now, Path(scratch, "content"), vocabulary)) for now in states]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figures(count, *spent, megabytes)


def in_processes(counts: Sequence[int]) -> Iterator[Figures]:
    """Measure each size in a process of its own."""
    for count in counts:
        said = subprocess.run(
            [sys.executable, __file__, "--one", str(count)], check=True, capture_output=True, text=True
        )
        yield Figures(**json.loads(said.stdout))


def lines_about(found: Sequence[Figures]) -> Iterator[str]:
    """Yield a line of figures for each size, and how they grow."""
    for each in found:
        later = f"same {each.same:5.2f} s, edited {each.edited:5.2f} s, new {each.new:5.2f} s"
        share = f"an edit costs {each.edited / each.first:.1%} of a first build"
        yield f"{each.posts:6,} posts: first {each.first:6.1f} s, {later}, {each.megabytes:,.0f} MB; {share}"
    for few, many in pairwise(found):
        first, edited = many.first / few.first, many.edited / few.edited
        times = f"{first:.1f} times a first build, {edited:.1f} times an edit"
        yield f"{many.posts / few.posts:.1f} times the posts: {times}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, nargs="+", default=[500, 1_000, 2_000])
    options.add_argument("--one", type=int, help="measure this size only, in this process, and print JSON")
    given = options.parse_args()
    if given.one:
        print(json.dumps(asdict(measured(given.one))))
        return
    for line in lines_about(list(in_processes(given.posts))):
        print(line)


if __name__ == "__main__":
    main()
