"""Print what becomes of the words of all samples, and how much of what saved pages say about themselves is taken.

    python tests/benchmarks/account_table.py                # the samples of the tests, and ../shared if it is there
    python tests/benchmarks/account_table.py blogger mail   # only groups with one of these words in their names

Each group of samples is imported into an empty archive, and its ledger is summed up. The second table compares what
lxml finds on each saved page with what was read from it.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import lxml.html
from lxml.etree import _Element

sys.path.insert(0, str(Path(__file__).parents[1]))

from archive.content.ledger import LedgerEntry, read_ledger
from archive.errors import ArchiveError
from archive.ingest.pipeline import import_sources
from archive.sources.files import find_sources
from shared import SAMPLES, SEEDS
from theme_pages import ReadPage, read_page

OWN = Path(__file__).parents[1] / "samples"
FURNITURE = "page furniture"


def groups() -> Iterator[tuple[str, list[Path]]]:
    """Yield the name of each group of samples and what to import."""
    for folder in sorted(path for path in OWN.iterdir() if path.is_dir()):
        if folder.name == "cases":
            yield from ((f"case {case.name}", [case / "in"]) for case in sorted(folder.iterdir()))
        else:
            yield (
                f"tests/{folder.name}",
                [path for path in sorted(folder.iterdir()) if path.suffix not in (".md", ".toml")],
            )
    if SAMPLES.is_dir():
        yield "shared/html/blogger", [SAMPLES / "html" / "blogger", SAMPLES / "html" / "readability-blogger.html"]
        others = sorted((SAMPLES / "html").glob("readability-*.html"))
        yield "shared/html/others", [path for path in others if path.stem != "readability-blogger"]
        for folder in sorted(path for path in SAMPLES.iterdir() if path.is_dir() and path.name != "html"):
            yield from ((f"shared/{folder.name}/{part.name}", [part]) for part in sorted(folder.iterdir()))
        yield "shared/seeds", [SEEDS]


@dataclass
class Sums:
    """The words of one group of samples."""

    words_in: int = 0
    published: int = 0
    merged: int = 0
    furniture: Counter[str] = field(default_factory=Counter)
    unplaced: int = 0
    quarantined: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, entry: LedgerEntry) -> None:
        self.words_in += entry.words_in
        if entry.outcome == "merged":
            self.merged += entry.words_kept
        elif entry.outcome == "published":
            self.published += entry.words_kept
        left_out = entry.words_left_out or {}
        if entry.outcome == "quarantined":
            words = sum(left_out.values())
            self.unplaced += words if entry.kind == "unplaced" else 0
            self.quarantined += words if entry.kind != "unplaced" else 0
            return
        for reason, words in left_out.items():
            if reason.startswith(FURNITURE):
                self.furniture[reason.removeprefix(FURNITURE).lstrip(": ") or "(no kind)"] += words
            else:
                self.left_out[reason] += words

    def __iadd__(self, other: Sums) -> Sums:
        for name in ("words_in", "published", "merged", "furniture", "unplaced", "quarantined", "left_out"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def row(self) -> list[str]:
        numbers = (self.words_in, self.published, self.merged, self.furniture.total(), self.unplaced, self.quarantined)
        return [f"{number:,}" for number in (*numbers, self.left_out.total())]


def sums_of(given: Sequence[Path]) -> Sums:
    """Import what is given into an empty archive and sum up its ledger."""
    sums = Sums()
    with TemporaryDirectory() as folder:
        content = Path(folder)
        import_sources(find_sources(given), content, False, lambda things, doing: things)
        for entry in read_ledger(content):
            sums.add(entry)
    return sums


# What saved pages say


@dataclass(frozen=True)
class Statements:
    """What a page says about itself, as numbers of statements."""

    address: int
    date: int
    author: int
    comments: int
    times: int
    parents: int


_ADDRESS = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content | //*[@itemprop='url']/@content"
_BOOKMARK = "//a[@rel='bookmark' or contains(@class, 'timestamp-link') or @title='permanent link']/@href"
_DATE = "//*[contains(@class, 'published') or @itemprop='datePublished' or contains(@class, 'date-header')]"
_AUTHOR = "//*[contains(concat(' ', @class, ' '), ' fn ') or @itemprop='author' or @rel='author']"


def said(html: str) -> Statements:
    """Return what lxml finds on the page. One post is assumed."""
    root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml.*?\?>", "", html))
    ids = set(root.xpath("//@id")) | set(root.xpath("//a/@name"))
    anchors = {name for name in ids if re.fullmatch(r"c\d+", name)}
    times = set(re.findall(r"showComment(?:=|%3D)\d+#(c\d+)", html))
    return Statements(
        int(bool(root.xpath(_ADDRESS) or root.xpath(_BOOKMARK))),
        int(bool(root.xpath(_DATE) or '"datePublished"' in html or "article:published_time" in html)),
        int(bool(root.xpath(_AUTHOR) or re.search(r'"author":\s*\{', html))),
        len(anchors),
        len(times & anchors),
        _nested(root),
    )


def _nested(root: _Element) -> int:
    """Return how many comments are in the list of replies of another."""
    lists = "//*[starts-with(@id, 'c') and substring(@id, string-length(@id) - 2) = '-ra']//li[starts-with(@id, 'c')]"
    return len({one.get("id") for one in root.xpath(lists) if re.fullmatch(r"c\d+", one.get("id"))})


def taken(page: ReadPage) -> Statements:
    """Return what was read from the page. A comment without its words doesn't count."""
    posts, comments = page.posts, page.comments
    return Statements(
        int(any(post.url for post in posts)),
        int(any(post.published or post.day for post in posts)),
        int(any(post.author for post in posts)),
        sum(1 for one in comments if one.body or one.removed),
        sum(1 for one in comments if one.published),
        sum(1 for one in comments if one.in_reply_to or one.parent is not None),
    )


def saved_pages() -> Iterator[Path]:
    yield from sorted((OWN / "themes").glob("*.html"))
    yield from sorted((OWN / "blogger_html").glob("*.html"))
    yield from sorted((OWN / "cases").glob("*/in/**/*.html"))
    if SAMPLES.is_dir():
        yield from sorted((SAMPLES / "html" / "blogger").glob("*.html"))
        yield SAMPLES / "html" / "readability-blogger.html"


def statement_rows() -> Iterator[list[str]]:
    """Yield a row for each page: said, taken and missed of each kind."""
    totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path in saved_pages():
        html = path.read_text(encoding="utf-8", errors="replace")
        try:
            found = taken(read_page(path.read_bytes(), _short(path).partition("/")[2]))
        except ArchiveError:
            found = Statements(0, 0, 0, 0, 0, 0)
        cells = []
        for name, on_page in vars(said(html)).items():
            numbers = (on_page, getattr(found, name), max(0, on_page - getattr(found, name)))
            totals[name] = [total + number for total, number in zip(totals[name], numbers, strict=True)]
            cells.append(" / ".join(map(str, numbers)))
        yield [_short(path), *cells]
    yield ["**all**", *(" / ".join(map(str, numbers)) for numbers in totals.values())]


def _short(path: Path) -> str:
    parts = path.parts
    start = next(parts.index(name) for name in ("samples",) if name in parts) + 1
    return "/".join(parts[start:]).replace("/in/", "/")


def print_table(head: Sequence[str], rows: Iterator[list[str]] | list[list[str]]) -> None:
    print(f"| {' | '.join(head)} |")
    print(f"| {' | '.join('---' for _ in head)} |")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def main(wanted: Sequence[str]) -> None:
    total, rows = Sums(), []
    for name, given in groups():
        if wanted and not any(word in name for word in wanted):
            continue
        sums = sums_of(given)
        total += sums
        if sums.words_in:
            rows.append([name, *sums.row()])
    print("## Words\n")
    head = ["samples", "words in", "published", "merged", "furniture", "unplaced", "quarantined otherwise", "left out"]
    print_table(head, [*rows, ["**all**", *total.row()]])
    print("\n## Furniture by kind\n")
    print_table(["kind", "words"], [[kind, f"{words:,}"] for kind, words in total.furniture.most_common()])
    print("\n## Left out for other reasons\n")
    print_table(["reason", "words"], [[reason, f"{words:,}"] for reason, words in total.left_out.most_common(25)])
    print("\n## Saved pages: said / taken / missed\n")
    print_table(["page", "address", "date", "author", "comments", "times", "parents"], statement_rows())


if __name__ == "__main__":
    main(sys.argv[1:])
