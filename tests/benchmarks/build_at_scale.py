"""Measure how long a build takes, and whether twice the posts take about twice as long.

    python tests/benchmarks/build_at_scale.py --posts 500 --comments 15

Posts and comments consist of invented words, the same in each run. Compare only figures of one run.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.atomic import write_whole
from archive.content.post_file import comments_name, comments_text, file_of, post_text
from archive.model import Comment, Post

FIRST_DAY = date(2010, 1, 1)
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]
INDEX = "import sys, pathlib, archive.site.search_index as it; it.build(pathlib.Path(sys.argv[1]))"
POST_WORDS, COMMENT_WORDS = 500, 70
"""Words of the average post and comment."""


def sentences(chance: random.Random, words: int) -> str:
    """Return about `words` invented words in paragraphs, with quotation marks and dashes as in real posts."""
    paragraphs = []
    while words > 0:
        count = min(words, chance.randint(20, 90))
        text = " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(count))
        paragraphs.append(f'{text[:40].capitalize()} "{text[40:80]}" - it\'s {text[80:]}. Napo and the workload.')
        words -= count
    return "\n\n".join(paragraphs)


def write_content(folder: Path, posts: int, comments: int) -> None:
    """Write `posts` posts, one a day, each with `comments` comments; every third is a reply to the one before."""
    chance = random.Random(1)
    for number in range(posts):
        day = FIRST_DAY + timedelta(days=number)
        replies = tuple(
            Comment(
                str(number * 1000 + at),
                sentences(chance, chance.randint(10, 2 * COMMENT_WORDS)),
                parent=str(number * 1000 + at - 1) if at % 3 == 2 else None,
            )
            for at in range(comments)
        )
        post = Post(
            id=f"tag:benchmark,2026:{number}",
            kind="post",
            permalink=f"/{day:%Y/%m}/post-{number}.html",
            body=sentences(chance, chance.randint(POST_WORDS // 2, POST_WORDS * 3 // 2)),
            title=f"Post {number}",
            day=day,
            comments=replies,
        )
        name = file_of(post.permalink)
        write_whole(folder / name, post_text(post).encode())
        write_whole(folder / comments_name(name), comments_text(post).encode())


def measure(command: list[str]) -> tuple[float, float]:
    """Return the wall and CPU seconds of `command` and its child processes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build(folder: Path) -> tuple[str, list[float]]:
    """Build `folder`/content; return a line of figures, and the CPU seconds of rendering and of indexing."""
    output = folder / "output"
    whole = [sys.executable, "-m", "invoke", "build", "--content", str(folder / "content"), "--output", str(output)]
    wall, cpu = measure(whole)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    index_wall, index_cpu = measure([sys.executable, "-c", INDEX, str(output)])
    files = sum(len(files) for _, _, files in os.walk(output))
    rendering = f"render {wall - index_wall:6.1f} s ({cpu - index_cpu:6.1f} CPU)"
    indexing = f"index {index_wall:5.1f} s ({index_cpu:5.1f} CPU)"
    line = f"{rendering}, {indexing}, {files:,} files, peak memory so far {peak:,.0f} MB"
    return line, [cpu - index_cpu, index_cpu]


def main() -> None:
    """Build with the given number of posts, and with twice as many."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=500)
    options.add_argument("--comments", type=int, default=15, help="for each post")
    given = options.parse_args()
    seconds = []
    for posts in (given.posts, 2 * given.posts):
        with TemporaryDirectory() as scratch:
            write_content(Path(scratch, "content"), posts, given.comments)
            line, spent = build(Path(scratch))
        seconds.append(spent)
        print(f"{posts:6,} posts, {posts * given.comments:7,} comments: {line}", flush=True)
    rendering, indexing = (twice / once for once, twice in zip(*seconds, strict=True))
    print(f"twice the posts take {rendering:.2f} times the CPU to render, {indexing:.2f} times to index")


if __name__ == "__main__":
    main()
