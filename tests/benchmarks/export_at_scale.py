"""Measure how long an import of the whole blog takes, how much memory it needs, and what a second import costs.

    python tests/benchmarks/export_at_scale.py --posts 4500 --comments 74000 --megabytes 70

Writes a blog of invented words as a classic export and as a Takeout (docs/formats.md), the same at each run, and
imports each twice with `invoke import`. Only figures of one run can be compared.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST = datetime(2010, 8, 18, 7, 30, tzinfo=UTC)
BLOG = "4400112233445566778"
HOST = "tarnshire-at-scale.blogspot.com"
FIRST_COMMENT, FIRST_POST = 1_000_000_000_000, 9_000_000_000_000
"""The first ids; those of comments are lower, so that a Takeout has comments before their posts."""
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]
LETTERS_OF_A_WORD = 7.6
"""Bytes of the average word with its space and its share of markup and quotes; measured on the output of `html`."""
POSTS_SHARE = 0.3
"""The share of all words that is in posts."""
LEAST_WORDS = 25
"""Words of the average comment, even in a small file."""


@dataclass(frozen=True)
class Post:
    """One post, without its words."""

    number: int
    at: datetime
    comments: tuple[Comment, ...]

    @property
    def id(self) -> str:
        return f"tag:blogger.com,1999:blog-{BLOG}.post-{FIRST_POST + self.number}"

    @property
    def path(self) -> str:
        return f"/{self.at.astimezone(LONDON):%Y/%m}/post-number-{self.number}.html"


@dataclass(frozen=True)
class Comment:
    """One comment, without its words; `parent` is the number of the comment it answers."""

    number: int
    at: datetime
    parent: int | None

    @property
    def id(self) -> str:
        return f"tag:blogger.com,1999:blog-{BLOG}.post-{FIRST_COMMENT + self.number}"


@dataclass(frozen=True)
class Blog:
    """The blog without its words, which are made while it is written."""

    posts: tuple[Post, ...]
    post_words: int
    comment_words: int


def blog(posts: int, comments: int, texts: int) -> Blog:
    """Return a blog with about `texts` bytes of text. Some posts have hundreds of comments."""
    chance = random.Random(1)
    weights = [1 / (1 + number % 40) for number in range(posts)]
    counts = [0] * posts
    for number in chance.choices(range(posts), weights, k=comments):
        counts[number] += 1
    firsts = [0, *accumulate(counts)]
    made = (_post(chance, number, range(firsts[number], firsts[number + 1])) for number in range(posts))
    words = texts / LETTERS_OF_A_WORD
    return Blog(
        tuple(made),
        max(10 * LEAST_WORDS, round(words * POSTS_SHARE / posts)),
        max(LEAST_WORDS, round(words * (1 - POSTS_SHARE) / max(comments, 1))),
    )


def _post(chance: random.Random, number: int, comments: range) -> Post:
    """Return a post; about a third of its comments are replies to one of the ten before."""
    at = FIRST + timedelta(hours=29 * number, minutes=chance.randint(0, 600))
    said = []
    for comment in comments:
        earlier = range(max(comments.start, comment - 10), comment)
        parent = chance.choice(earlier) if earlier and chance.random() < 0.35 else None
        said.append(Comment(comment, at + timedelta(minutes=7 * (comment - comments.start) + 3), parent))
    return Post(number, at, tuple(said))


class Words:
    """Random invented words."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.known = ["".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4))) for _ in range(20_000)]

    def sentence(self, words: int) -> str:
        """Return `words` words with a capital, quotation marks and a full stop."""
        taken = self.chance.choices(self.known, k=words)
        taken[-1] = f"“{taken[-1]}”"
        return f"{' '.join(taken).capitalize()} – it’s so."

    def html(self, words: int, line_break: str) -> str:
        """Return about `words` words as HTML: paragraphs, and sometimes a list, a quotation or a link."""
        parts = []
        while words > 0:
            count = min(words, self.chance.randint(12, 60))
            parts.append(self._part(max(count - 3, 1), line_break))
            words -= count
        return f"{line_break}{line_break}".join(parts)

    def _part(self, words: int, line_break: str) -> str:
        text = self.sentence(words)
        shape = self.chance.random()
        if shape < 0.05:
            half = text.split(" ", words // 2)
            return f"<ul><li>{' '.join(half[:-1]) or 'so'}</li><li>{half[-1]}</li></ul>"
        if shape < 0.12:
            return f"<blockquote>{text}</blockquote>"
        if shape < 0.2:
            return (
                f'{text} <a href="https://{HOST}/2012/05/post-number-{self.chance.randint(0, 999)}.html">see here</a>'
            )
        return f"{text} Tea &amp; cake."


def write_export(folder: Path, blog: Blog) -> None:
    """Write a classic export: settings, posts, comments."""
    words = Words(2)
    with (folder / "blog-11-05-2025.xml").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
            "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
            f"<id>tag:blogger.com,1999:blog-{BLOG}.archive</id><title type='text'>Tarnshire at Scale</title>"
            "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        )
        file.write(_exported_setting("BLOG_TIME_ZONE", "Europe/London"))
        for post in blog.posts:
            file.write(_exported_post(post, words.html(_about(words, blog.post_words), "<br />")))
        for post in blog.posts:
            for comment in post.comments:
                file.write(_exported_comment(post, comment, words.html(_about(words, blog.comment_words), "<br />")))
        file.write("</feed>")


def _about(words: Words, middle: int) -> int:
    return words.chance.randint(middle // 5, middle * 9 // 5)


def _kind(kind: str) -> str:
    scheme = "http://schemas.google.com/g/2005#kind"
    return f"<category scheme='{scheme}' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"


def _exported_setting(name: str, value: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.settings.{name}</id>{_kind('settings')}"
        f"<title type='text'>{name}</title><content type='text'>{value}</content></entry>"
    )


def _local(at: datetime) -> str:
    return at.astimezone(LONDON).isoformat(timespec="milliseconds")


def _exported_post(post: Post, html: str) -> str:
    return (
        f"<entry><id>{post.id}</id><published>{_local(post.at)}</published><updated>{_local(post.at)}</updated>"
        f"{_kind('post')}<category scheme='http://www.blogger.com/atom/ns#' term='Label {post.number % 7}'/>"
        f"<title type='text'>Post Number {post.number}</title><content type='html'>{escape(html, False)}</content>"
        f"<link rel='alternate' type='text/html' href='http://{HOST}{post.path}'/>"
        f"<author><name>Tarn Walker</name></author><thr:total>{len(post.comments)}</thr:total></entry>"
    )


def _exported_comment(post: Post, comment: Comment, html: str) -> str:
    feed = f"http://www.blogger.com/feeds/{BLOG}/{FIRST_POST + post.number}/comments/default"
    related = (
        f"<link rel='related' href='{feed}/{FIRST_COMMENT + comment.parent}'/>" if comment.parent is not None else ""
    )
    shown = f"?showComment={round(comment.at.timestamp() * 1000)}#c{FIRST_COMMENT + comment.number}"
    return (
        f"<entry><id>{comment.id}</id><published>{_local(comment.at)}</published>{_kind('comment')}"
        f"<content type='html'>{escape(html, False)}</content>"
        f"<link rel='alternate' type='text/html' href='http://{HOST}{post.path}{shown}'/>"
        f"<author><name>{_author(comment)}</name></author><thr:in-reply-to ref='{post.id}'/>{related}</entry>"
    )


def _author(comment: Comment) -> str:
    return "Anonymous" if comment.number % 3 else f"Reader {comment.number % 101}"


def write_takeout(folder: Path, blog: Blog) -> None:
    """Write a Takeout: settings, and a feed with its entries sorted by id."""
    words, home = Words(2), folder / "Takeout/Blogger/Blogs/Tarnshire at Scale"
    home.mkdir(parents=True)
    (home / "settings.csv").write_text("blog_time_zone,blog_subdomain\nEurope/London,tarnshire-at-scale\n", "utf-8")
    with (home / "feed.atom").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' "
            "xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
            f"  <id>tag:blogger.com,1999:blog-{BLOG}</id>\n  <title>Tarnshire at Scale</title>\n"
        )
        for post in blog.posts:
            for comment in post.comments:
                file.write(_taken_comment(post, comment, words.html(_about(words, blog.comment_words), "<br>")))
        for post in blog.posts:
            file.write(_taken_post(post, words.html(_about(words, blog.post_words), "<br />")))
        file.write("</feed>\n")


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _taken_comment(post: Post, comment: Comment, html: str) -> str:
    answered = f"tag:blogger.com,1999:blog-{BLOG}.post-{FIRST_COMMENT + (comment.parent or 0)}"
    answers = (
        f"<blogger:inReplyTo>{answered}</blogger:inReplyTo>" if comment.parent is not None else "<blogger:inReplyTo/>"
    )
    return (
        f"  <entry>\n    <id>{comment.id}</id>\n    <blogger:parent>{post.id}</blogger:parent>\n    {answers}\n"
        "    <blogger:type>COMMENT</blogger:type>\n    <blogger:status>LIVE</blogger:status>\n"
        f"    <author>\n      <name>{_author(comment)}</name>\n"
        "      <blogger:type>BLOGGER</blogger:type>\n    </author>\n"
        f"    <content type='html'>{escape(html, False)}</content>\n    <published>{_utc(comment.at)}</published>\n"
        "    <blogger:trashed/>\n  </entry>\n"
    )


def _taken_post(post: Post, html: str) -> str:
    return (
        f"  <entry>\n    <id>{post.id}</id>\n    <blogger:type>POST</blogger:type>\n"
        "    <blogger:status>LIVE</blogger:status>\n    <author>\n      <name>Tarn Walker</name>\n    </author>\n"
        f"    <title>Post Number {post.number}</title>\n    <content type='html'>{escape(html, False)}</content>\n"
        f"    <published>{_utc(post.at)}</published>\n"
        f"    <category scheme='tag:blogger.com,1999:blog-{BLOG}' term='Label {post.number % 7}'/>\n"
        f"    <blogger:filename>{post.path}</blogger:filename>\n    <blogger:trashed/>\n  </entry>\n"
    )


FORMS: dict[str, Callable[[Path, Blog], None]] = {"export": write_export, "takeout": write_takeout}


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def frame(write: Callable[[Path, Blog], None], posts: int, comments: int) -> int:
    """Return the bytes of a file with this number of posts and comments, without their words."""
    with TemporaryDirectory() as scratch:
        write(Path(scratch), Blog(blog(posts, comments, 0).posts, 0, 0))
        return sum(path.stat().st_size for path in files(Path(scratch)))


def measure(command: list[str]) -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds and peak memory in MB of `command` and its child processes.

    `wait4` gives the peak of this process; RUSAGE_CHILDREN would give the highest peak of all runs so far.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, _megabytes(used)


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / 1024


def import_twice(name: str, inbox: Path, content: Path) -> None:
    """Import `inbox` into `content` twice and print the time and memory of each import."""
    command = [sys.executable, "-m", "invoke", "import", "--source", str(inbox), "--content", str(content)]
    size = sum(path.stat().st_size for path in files(inbox))
    print(f"{name}: {size / 1e6:.1f} MB", flush=True)
    runs = []
    for which in ("first import", "second import"):
        wall, cpu, peak = measure(command)
        runs.append(wall)
        print(f"  {which:14} {wall:7.1f} s ({cpu:7.1f} CPU), peak {peak:6,.0f} MB", flush=True)
    written = sum(1 for _ in files(content))
    print(f"  {written:,} files; the second takes {runs[1] / runs[0]:.2f} of the time of the first", flush=True)


def main() -> None:
    """Import the blog in each form, or in the given one."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=4500)
    options.add_argument("--comments", type=int, default=74000)
    options.add_argument("--megabytes", type=int, default=70, help="of each file, about; 200 for a heavy one")
    options.add_argument("--form", choices=[*FORMS, "both"], default="both")
    options.add_argument("--write", type=Path, help="only write the files, below this folder")
    given = options.parse_args()
    for name in FORMS if given.form == "both" else [given.form]:
        texts = given.megabytes * 10**6 - frame(FORMS[name], given.posts, given.comments)
        write = partial(FORMS[name], blog=blog(given.posts, given.comments, texts))
        if given.write:
            (given.write / name).mkdir(parents=True)
            write(given.write / name)
            continue
        with TemporaryDirectory() as scratch:
            inbox = Path(scratch, "inbox")
            inbox.mkdir()
            write(inbox)
            import_twice(name, inbox, Path(scratch, "content"))


if __name__ == "__main__":
    main()
