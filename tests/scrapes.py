"""Small text files written for tests, and an archive in a temporary folder to import them into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.content.folder import post_files, read_file
from archive.ingest.pipeline import ImportReport, import_sources
from archive.model import Post
from archive.sources.files import find_sources

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")

HERONS = (
    "The herons came back to the estuary this morning, and half the team went out to look at them.\n\n"
    "Nobody had written a single report by eleven, and nobody was sorry about that either."
)
KETTLE = (
    "We have a new kettle at last, and it boils in a third of the time that the old one took.\n\n"
    "The collection tin is by the door; the branch secretary would like her twenty pounds back."
)


def heading(day: date) -> str:
    """Return the heading that Blogger prints above the posts of a day."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def page(title: str, day: date, body: str, comments: Sequence[str] = ()) -> str:
    """Return a post's page as plain text; a comment that begins with ">" is a reply to the one before."""
    parts = [heading(day), title, body]
    if comments:
        parts += [f"{len(comments)} comments:", _comments(comments)]
    return "\n\n".join(parts)


def _comments(comments: Sequence[str]) -> str:
    lines, number = [], 0
    for comment in comments:
        if comment.startswith(">"):
            lines += ["    Replies", f"    1. {comment[1:].strip()}", "", "      Delete"]
        else:
            number += 1
            lines += [f"  {number}. {comment}", "", "    ReplyDelete"]
    return "\n".join(lines)


@dataclass(frozen=True)
class Archive:
    """A folder of text files and the content folder they are imported into."""

    root: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def content(self) -> Path:
        return self.root / "content"

    def put(self, **texts: str) -> None:
        """Write text files, each named with ".txt" added."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (self.inbox / f"{name}.txt").write_text(text, encoding="utf-8", newline="")

    def put_files(self, **texts: str) -> None:
        """Write files under exactly these names."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (self.inbox / name).write_text(text, encoding="utf-8", newline="")

    def know(self, toml: str) -> None:
        """Write sources.toml."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        (self.inbox / "sources.toml").write_text(toml, encoding="utf-8")

    def run(self, *names: str, dry_run: bool = False, blog_address: str | None = None) -> ImportReport:
        """Import the named files, or all of them."""
        given = [self.inbox / f"{name}.txt" for name in names] or [self.inbox]
        return import_sources(find_sources(given), self.content, dry_run, lambda things, doing: things, blog_address)

    def post(self, name: str) -> Post:
        """Return the post in a content file, named without ".md"."""
        return read_file(self.content, f"{name}.md")

    def posts(self) -> list[str]:
        """Return the names of all post files, without ".md"."""
        return [name.removesuffix(".md") for name in post_files(self.content)]

    def files(self) -> dict[str, bytes]:
        """Return the bytes of every file in the content folder, including hidden ones."""
        return {path.relative_to(self.content).as_posix(): path.read_bytes() for path in _files(self.content)}

    def state(self) -> dict[str, tuple[bytes, int]]:
        """Return bytes and modification time of every file and folder."""
        return {
            path.relative_to(self.content).as_posix(): (path.read_bytes() if path.is_file() else b"", _changed(path))
            for path in sorted(self.content.rglob("*"))
        }

    def cached_readings(self) -> list[Path]:
        """Return the files in which an import keeps what it read from large documents."""
        return sorted((self.root / ".content.cache/readings").iterdir())

    def ledger(self) -> list[dict[str, object]]:
        """Return the lines of the ledger."""
        return [json.loads(line) for line in (self.content / "ledger.jsonl").read_text("utf-8").splitlines()]

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a content file by hand."""
        path = self.content / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def assert_consistent(archive: Archive) -> None:
    """Check that the ledger and the content folder agree, where nobody has edited them."""
    records = archive.ledger()
    files = archive.files()
    for record in records:
        left_out = record["words_left_out"]
        assert record["words_in"] == record["words_kept"] + sum(left_out.values()), record
        assert record["outcome"] in ("published", "merged", "left-out", "quarantined")
        deleted = record["reason"] == "its file was deleted by hand"
        assert record["file"] is None or record["file"] in files or deleted, record
        assert record["file"] is not None or record["outcome"] not in ("published", "merged"), record
    published = [record["ref"] for record in records if record["outcome"] == "published"]
    assert len(published) == len(set(published))
    assert {f"{name}.md" for name in archive.posts()} <= {record["file"] for record in records}
    for record in records:
        if record.get("written") and record["reason"] != "its file was deleted by hand":
            assert hashlib.sha256(files[record["file"]]).hexdigest() == record["written"]
    ids = [record["id"] for record in records if record.get("written")]
    assert len(ids) == len(set(ids))
    addresses = [record["permalink"] for record in records if record.get("written")]
    aliases = [alias for record in records for alias in record.get("aliases", ())]
    assert len(addresses) == len(set(addresses))
    assert not set(addresses) & set(aliases)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns
