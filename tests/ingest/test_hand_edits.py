"""Edits by a person stay; new text from the sources is reported and set aside."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import small_blog
from archive.audit.inventory import list_sources
from archive.audit.verify import verify
from archive.content.post_file import comments_name
from scrapes import HERONS, Archive

ROUNDS, EDITS = 5, 10
"""Fifty edits in all, each of a different file."""
NEW_WORDS = "Postscript {} was added on the blog."
REPORTED = {"edited": {"conflict"}, "renamed": {"renamed", "conflict", "stale"}, "deleted": {"deleted", "conflict"}}
"""The state of an edited file, and the states it may have once its sources change: an edit is always reported."""


@dataclass(frozen=True)
class Edit:
    """What a person did to one file, and what must stay because of it."""

    file: str
    """Its former name."""
    kind: str
    kept: Mapping[str, bytes]
    """Files that must stay exactly as they are."""
    gone: tuple[str, ...] = ()
    """Files that must not come back."""

    @property
    def state(self) -> str:
        return self.kind if self.kind in ("renamed", "deleted") else "edited"


class Hand:
    """A person who edits the content folder."""

    def __init__(self, archive: Archive, chance: random.Random) -> None:
        self.content, self.chance = archive.content, chance

    def edit(self, file: str, kind: str) -> Edit:
        """Edit one file in the way called `kind`."""
        if kind == "deleted":
            return self._deleted(file)
        if kind == "renamed":
            return self._renamed(file)
        path = self.content / file
        before = path.read_text(encoding="utf-8")
        path.write_text(_CHANGES[kind](before, self.chance), encoding="utf-8", newline="")
        return Edit(file, kind, {file: path.read_bytes()})

    def _deleted(self, file: str) -> Edit:
        gone = self._both(file)
        for name in gone:
            (self.content / name).unlink()
        return Edit(file, "deleted", {}, gone)

    def _renamed(self, file: str) -> Edit:
        kept = {}
        for name in self._both(file):
            other = name.replace(Path(file).stem, f"{Path(file).stem}-by-hand")
            (self.content / name).rename(self.content / other)
            kept[other] = (self.content / other).read_bytes()
        return Edit(file, "renamed", kept, tuple(name.replace("-by-hand", "") for name in kept))

    def _both(self, file: str) -> tuple[str, ...]:
        """Return the post's file and its comments file, if there is one."""
        return tuple(name for name in (file, comments_name(file)) if (self.content / name).exists())


def _with_body(text: str, chance: random.Random) -> str:
    head, body = text.split("\n\n", 1)
    words = body.split(" ")
    words.insert(chance.randrange(len(words) + 1), "(by hand)")
    return f"{head}\n\n{' '.join(words)}"


def _with_tag(text: str, chance: random.Random) -> str:
    head, body = text.split("\n\n", 1)
    lines = head.split("\n")
    lines.insert(chance.randint(1, len(lines)), "Tags: By Hand")
    return "\n".join(lines) + f"\n\n{body}"


def _with_title(text: str, chance: random.Random) -> str:
    return text.replace("Title: ", f"Title: By Hand {chance.randint(1, 99)}: ", 1)


_CHANGES = {"body": _with_body, "tag": _with_tag, "title": _with_title}
KINDS = (*_CHANGES, "renamed", "deleted")


@pytest.fixture
def archive(tmp_path) -> Archive:
    """The small blog, imported from its export and the mailout."""
    archive = Archive(tmp_path)
    _put_sources(archive)
    archive.run()
    return archive


def _put_sources(archive: Archive) -> None:
    small_blog.put({"blog.xml": small_blog.classic_export(), "bulletin.eml": small_blog.mailout_eml()}, archive.inbox)


def edited(archive: Archive, seed: int) -> list[Edit]:
    """Edits of EDITS files, of every kind."""
    chance = random.Random(seed)
    files = [f"{name}.md" for name in archive.posts()]
    assert len(files) >= EDITS
    hand = Hand(archive, chance)
    kinds = chance.sample(KINDS * (EDITS // len(KINDS)), EDITS)
    return [hand.edit(file, kind) for file, kind in zip(chance.sample(files, EDITS), kinds, strict=True)]


def assert_intact(archive: Archive, edits: list[Edit]) -> None:
    files = archive.files()
    for edit in edits:
        if edit.kind == "renamed":
            assert edit.kept.keys() <= files.keys()
        else:
            assert {name: files.get(name) for name in edit.kept} == edit.kept, edit.kind
        assert not set(edit.gone) & files.keys(), edit.kind


def state_of(edit: Edit, states: Mapping[str, str]) -> str | None:
    """The state of a file in the report, under its new or its former name."""
    return next((states[name] for name in (*edit.kept, edit.file) if name in states), None)


def with_new_words(monkeypatch) -> dict[str, str]:
    """Add a paragraph to every post of the blog, and return it by the post's path."""
    new = {post.path: NEW_WORDS.format(number) for number, post in enumerate(small_blog.POSTS)}
    changed = tuple(replace(post, body=(*post.body, new[post.path])) for post in small_blog.POSTS)
    monkeypatch.setattr(small_blog.values, "POSTS", changed)
    return new


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_importing_the_same_sources_leaves_edited_files_alone(archive, seed):
    edits = edited(archive, seed)
    report = archive.run()
    assert_intact(archive, edits)
    assert {name: data for edit in edits for name, data in edit.kept.items()}.items() <= archive.files().items()
    assert [state_of(edit, report.states) for edit in edits] == [edit.state for edit in edits]
    touched = {name for edit in edits for name in (edit.file, *edit.kept, *edit.gone)}
    assert {state for name, state in report.states.items() if name not in touched} <= {"clean"}
    assert not (archive.content / "conflicts").exists()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_changed_sources_leave_edited_files_alone_and_every_conflict_is_reported(archive, monkeypatch, seed):
    edits = edited(archive, seed)
    new = with_new_words(monkeypatch)
    _put_sources(archive)
    report = archive.run()
    assert_intact(archive, edits)
    for edit in edits:
        words = new.get(_path_of(edit.file))
        said = state_of(edit, report.states)
        assert said in (REPORTED[edit.state] if words else {edit.state}), edit
        if words and said == "conflict":
            assert words in (archive.content / "conflicts" / edit.file).read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_files_that_nobody_edited_are_updated(archive, monkeypatch, seed):
    touched = {edit.file for edit in edited(archive, seed)}
    new = with_new_words(monkeypatch)
    _put_sources(archive)
    report = archive.run()
    untouched = {file for file in _files_of_the_blog() if file not in touched}
    for file in untouched:
        assert new[_path_of(file)] in (archive.content / file).read_text(encoding="utf-8")
        assert report.states[file] == "stale"


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_second_import_after_edits_and_changes_changes_nothing(archive, monkeypatch, seed):
    edits = edited(archive, seed)
    with_new_words(monkeypatch)
    _put_sources(archive)
    archive.run()
    before = archive.state()
    said = archive.run().states
    assert archive.state() == before
    assert archive.run().states == said
    assert "stale" not in said.values()
    assert_intact(archive, edits)


def test_edited_comments_stay_and_their_post_is_not_lost(archive, monkeypatch):
    path = archive.content / "posts/2017/06/the-kettle-question.comments.md"
    path.write_text(path.read_text(encoding="utf-8").replace("a litre", "two litres"), encoding="utf-8", newline="")
    by_hand = path.read_bytes()
    assert b"two litres" in by_hand
    assert archive.run().states["posts/2017/06/the-kettle-question.comments.md"] == "edited"
    new = with_new_words(monkeypatch)["/2017/06/the-kettle-question.html"]
    _put_sources(archive)
    archive.run()
    assert path.read_bytes() == by_hand
    places = (archive.content / folder / "posts/2017/06/the-kettle-question.md" for folder in (".", "conflicts"))
    assert any(new in place.read_text(encoding="utf-8") for place in places if place.exists())


def test_a_conflict_is_settled_when_the_person_takes_over_the_new_text(archive, monkeypatch):
    name = "posts/2017/06/the-kettle-question.md"
    Hand(archive, random.Random(0)).edit(name, "body")
    new = with_new_words(monkeypatch)["/2017/06/the-kettle-question.html"]
    _put_sources(archive)
    assert archive.run().states[name] == "conflict"
    offered = archive.content / "conflicts" / name
    offered.replace(archive.content / name)
    assert archive.run().states[name] == "clean"
    assert new in (archive.content / name).read_text(encoding="utf-8")
    assert not offered.exists()


def in_conflict(archive: Archive, monkeypatch) -> tuple[str, Path]:
    """Return the name of a file that was edited and whose sources have changed, and the file with the new text."""
    name = "posts/2017/06/the-kettle-question.md"
    Hand(archive, random.Random(0)).edit(name, "body")
    with_new_words(monkeypatch)
    _put_sources(archive)
    assert archive.run().states[name] == "conflict"
    return name, archive.content / "conflicts" / name


def listed_conflicts(archive: Archive) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what `invoke sources` and `invoke verify` say about conflicts."""
    notes = verify(archive.content, lambda things, doing: things).notes
    listed, _ = list_sources(archive.content, lambda things, doing: things)
    return listed.conflicts, tuple(note for note in notes if "in conflict" in note)


def test_a_conflict_lasts_until_the_new_text_is_gone(archive, monkeypatch):
    name, offered = in_conflict(archive, monkeypatch)
    new = offered.read_bytes()
    for _ in range(2):
        assert archive.run().conflicts == (name,)
        assert offered.read_bytes() == new
    assert listed_conflicts(archive) == (
        (name,),
        (f"{name}: in conflict: take what you want from conflicts/{name}, then delete that file",),
    )
    offered.unlink()
    for _ in range(2):
        assert archive.run().states[name] == "edited"
        assert not offered.exists()
    assert listed_conflicts(archive) == ((), ())


def test_a_conflict_is_settled_by_editing_the_post_to_say_the_same(archive, monkeypatch):
    name, offered = in_conflict(archive, monkeypatch)
    (archive.content / name).write_bytes(offered.read_bytes())
    assert archive.run().states[name] == "clean"
    assert not offered.exists()
    assert listed_conflicts(archive) == ((), ())


def test_the_new_text_of_a_conflict_follows_its_sources(archive, monkeypatch):
    name, offered = in_conflict(archive, monkeypatch)
    changed = tuple(replace(post, body=(*post.body, "Later still.")) for post in small_blog.values.POSTS)
    monkeypatch.setattr(small_blog.values, "POSTS", changed)
    _put_sources(archive)
    assert archive.run().conflicts == (name,)
    assert "Later still." in offered.read_text()


def test_comments_in_conflict_stay_so_too(archive, monkeypatch):
    name = "posts/2017/06/the-kettle-question.comments.md"
    archive.edit(name, "a litre", "two litres")
    said = small_blog.values.COMMENTS
    monkeypatch.setattr(small_blog.values, "COMMENTS", tuple(replace(each, text=f"{each.text} Yes.") for each in said))
    _put_sources(archive)
    assert [name in archive.run().conflicts for _ in range(3)] == [True, True, True]


def _path_of(file: str) -> str:
    return "/" + file.removeprefix("posts/").removesuffix(".md") + ".html"


def _files_of_the_blog() -> list[str]:
    return [f"posts{post.path.removesuffix('.html')}.md" for post in small_blog.POSTS]


def test_an_edited_file_is_reported_at_every_import(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=HERONS)
    archive.run()
    [name] = archive.posts()
    archive.edit(f"{name}.md", "herons", "gulls")
    assert [archive.run().states[f"{name}.md"] for _ in range(2)] == ["edited", "edited"]
