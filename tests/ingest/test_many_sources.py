"""A blog that changes for years and is saved now and then in different forms.

Whatever arrives in whatever order, the archive has each post and comment once, and does not show what was taken down.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import small_blog
from archive.blogger_ids import post_digits
from archive.content import folder as content_folder
from archive.content.folder import post_files, read_file
from archive.content.post_file import comments_name
from archive.ingest.pipeline import ImportReport, import_sources
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.sources.files import SourcePath, find_sources
from archive.text import normalize
from changing_blog import ANYBODYS, FORMS, Blog, Saved, saved
from scrapes import Archive
from small_blog import BlogComment
from thoroughness import few_by_default

STEPS = 6


def run(archive: Archive, sources: Sequence[SourcePath] | None = None) -> ImportReport:
    given = find_sources([archive.inbox]) if sources is None else sources
    return import_sources(given, archive.content, False, lambda things, doing: things)


class History:
    """An archive, the blog, and the files in the inbox."""

    def __init__(self, root: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.archive, self.blog = Archive(root / "real"), Blog(self.chance)
        self.archive.inbox.mkdir(parents=True)
        self.root, self.inbox = root, {}
        self.by_hand: dict[str, bytes] = {}
        self.touched: set[str] = set()
        """Addresses of posts that a person has edited."""
        for _ in range(self.chance.randint(2, 4)):
            self.blog.write()
            self.blog.now += timedelta(hours=self.chance.choice((1, 30)))
        self.blog.say()

    def step(self) -> None:
        self.blog.pass_time()
        for _ in range(self.chance.randint(1, 3)):
            self.drop()
        if len(self.inbox) > 2 and self.chance.random() < 0.2:
            self.lose()
        if self.chance.random() < 0.3:
            self.edit_by_hand()
        names = sorted(self.inbox)
        some = names if self.chance.random() < 0.6 else self.chance.sample(names, self.chance.randint(1, len(names)))
        self.imported(self.sources(some))

    def sources(self, names: Sequence[str]) -> list[SourcePath]:
        found = find_sources([self.archive.inbox])
        return [each for each in found if each.name.split("/")[0] in names]

    def drop(self) -> None:
        form = self.chance.choice(FORMS)
        name = f"{self.chance.choice('abz')}-{form}"
        self.put(name, saved(self.blog, form))

    def put(self, name: str, what: Saved) -> None:
        shutil.rmtree(self.archive.inbox / name, ignore_errors=True)
        small_blog.put(what.files, self.archive.inbox / name)
        self.inbox[name] = what

    def lose(self) -> None:
        name = self.chance.choice(sorted(self.inbox))
        shutil.rmtree(self.archive.inbox / name)
        del self.inbox[name]

    def edit_by_hand(self) -> None:
        """A person edits, deletes or renames a content file."""
        if files := [*post_files(self.archive.content), *_comments_files(self.archive)]:
            name = self.chance.choice(files)
            self.touched |= {post.permalink for post in contents(self.archive, name.replace(".comments.md", ".md"))}
            self.chance.choice((self._edit, self._delete, self._rename))(name)

    def _edit(self, name: str) -> None:
        path = self.archive.content / name
        path.write_text(path.read_text() + "\nBy hand.\n")
        self.by_hand[name] = path.read_bytes()

    def _delete(self, name: str) -> None:
        (self.archive.content / name).unlink()
        self.by_hand.pop(name, None)

    def _rename(self, name: str) -> None:
        """Rename a post's file; its comments file must follow."""
        new = f"{name.removesuffix('.md')}-by-hand.md"
        if name in post_files(self.archive.content) and not (self.archive.content / new).exists():
            (self.archive.content / name).rename(self.archive.content / new)
            for old, its_new in ((name, new), (comments_name(name), comments_name(new))):
                if old in self.by_hand:
                    self.by_hand[its_new] = self.by_hand.pop(old)

    def imported(self, sources: Sequence[SourcePath]) -> None:
        report = run(self.archive, sources)
        assert not report.problems
        state = self.archive.state()
        run(self.archive, sources)
        assert changed(self.archive.state(), state) == [], "a second import changed something"
        shutil.rmtree(self.archive.root / ".content.cache", ignore_errors=True)
        run(self.archive, sources)
        assert changed(self.archive.state(), state) == [], "an import without the cache changed something"
        assert {name: self.archive.files().get(name) for name in self.by_hand} == self.by_hand
        look(self.archive)


def changed(new: Mapping[str, object], old: Mapping[str, object]) -> list[str]:
    """Return the names of the files that differ."""
    return sorted(name for name in {*new, *old} if new.get(name) != old.get(name))


def look(archive: Archive) -> None:
    """Check the laws that always hold."""
    records = archive.ledger()
    for each in records:
        assert each["words_in"] == each["words_kept"] + sum(each["words_left_out"].values()), each
    refs = Counter(each["ref"] for each in records if each["outcome"] == "published")
    assert not [ref for ref, count in refs.items() if count > 1]
    places = defaultdict(set)
    for each in records:
        for name in (each.get("id"), *each.get("known_as", ())):
            if name and post_digits(name) and each["file"]:
                places[post_digits(name)].add(each["file"])
    assert not {name: files for name, files in places.items() if len(files) > 1}, "a post is there twice"
    seen: dict[str, str] = {}
    for post in contents(archive):
        for comment in post.comments:
            if not comment.id.startswith("t"):
                assert comment.id not in seen, f"{comment.id} in {seen[comment.id]} and {post.permalink}"
                seen[comment.id] = post.permalink
    addresses = Counter(post.permalink for post in contents(archive))
    assert max(addresses.values(), default=1) == 1, addresses


def contents(archive: Archive, only: str = "") -> list[Post]:
    """Return the posts in the content folder, or the one in that file."""
    return [read_file(archive.content, name) for name in post_files(archive.content) if only in ("", name)]


def _comments_files(archive: Archive) -> list[str]:
    return [name for name in archive.files() if name.startswith("posts/") and name.endswith(".comments.md")]


def assert_shows(archive: Archive, inbox: Mapping[str, Saved], but: Collection[str] = ()) -> None:
    """Check that the archive shows each post and comment of the sources once, and none that was taken down.

    `but` has the addresses of posts that a person has edited.
    """
    hidden = frozenset().union(*(each.hidden for each in inbox.values()))
    posts = {number: post for each in inbox.values() for number, post in each.posts.items() if post.path not in but}
    there = {post.permalink: post for post in contents(archive)}
    for number, post in posts.items():
        assert (post.path in there) == (number not in hidden), post.path
    visible = {said.id: (post.permalink, said) for post in there.values() for said in post.comments}
    for what in inbox.values():
        for number, said in what.comments.items():
            if said.post in posts:
                assert (number in visible) == hidden.isdisjoint((number, said.post)), number
            if said.post in posts and number in visible:
                _assert_placed(said, what.form, posts[said.post].path, visible)


def _assert_placed(said: BlogComment, form: str, path: str, visible: Mapping[str, tuple[str, Comment]]) -> None:
    there, comment = visible[said.id]
    assert there == path
    assert comment.removed or not said.was
    if form not in ("rss", "classic") and said.text not in ANYBODYS:  # a text may have the same words as a reply
        assert comment.parent == (said.parent if said.parent in visible else None)


def assert_words_kept(archive: Archive, inbox: Mapping[str, Saved]) -> None:
    """Check that every word of a text file is in the archive or the ledger, or is recorded as taken down."""
    lines = archive.ledger()
    texts = [data.decode() for name, data in archive.files().items() if name.endswith(".md")]
    kept = set(_own_words(" ".join([*texts, *(line.get("text") or "" for line in lines)])))
    words: Counter[str] = Counter()
    taken_down: Counter[str] = Counter()
    for line in lines:
        words[line["source"]] += line["words_in"]
        taken_down[line["source"]] += line["words_in"] if line["outcome"] == "left-out" else 0
    for source, data in _texts(inbox):
        assert words[source] == len(data.split()), source
        assert len(set(_own_words(data)) - kept) <= taken_down[source], source


def _texts(inbox: Mapping[str, Saved]) -> Iterator[tuple[str, str]]:
    for name, what in inbox.items():
        for file, data in what.files.items() if what.form == "text" else ():
            yield f"{name}/{file}", data.decode()


def _own_words(text: str) -> list[str]:
    """Return the words that occur in one sentence only."""
    return re.findall("quib[0-9]+", text)


def seen(archive: Archive) -> list[tuple[object, ...]]:
    """Return what a reader sees, without addresses and ids that were made up."""
    return sorted(
        (
            post.title or "",
            str(post.day),
            post.permalink if post.permalink_known else "",
            normalize(to_text(post.body)),
            sorted(map(_seen_comment, post.comments)),
        )
        for post in contents(archive)
    )


def _seen_comment(said: Comment) -> tuple[str, str, bool]:
    return "" if said.id.startswith("t") else said.id, normalize(to_text(said.body)), said.removed


def lived(tmp_path: Path, seed: int) -> History:
    history = History(tmp_path, seed)
    for _ in range(STEPS):
        history.step()
    history.imported(history.sources(sorted(history.inbox)))
    return history


def dying(patch: pytest.MonkeyPatch, nth: int) -> list[int]:
    """Kill the process when it writes or removes a file for the nth time; return how often it did."""
    times = [0]

    def killing(real: Callable[..., None]) -> Callable[..., None]:
        def act(*given: object) -> None:
            times[0] += 1
            if times[0] == nth:
                raise KeyboardInterrupt
            real(*given)

        return act

    write, take_away = killing(content_folder.write_whole), killing(content_folder.remove)
    for module in ("content.folder", "content.ledger", "ingest.write"):
        patch.setattr(f"archive.{module}.write_whole", write)
    for module in ("content.folder", "content.ledger"):
        patch.setattr(f"archive.{module}.remove", take_away)
    return times


@pytest.mark.parametrize("seed", few_by_default(3, range(8)))
def test_nothing_is_lost_or_duplicated_over_the_years(tmp_path, seed):
    history = lived(tmp_path, seed)
    assert_shows(history.archive, history.inbox, history.touched)


@pytest.mark.parametrize("seed", few_by_default(1, range(3)))
def test_sources_imported_together_in_any_order_or_one_by_one_show_the_same_blog(tmp_path, seed):
    history = lived(tmp_path, seed)
    sources = history.sources(sorted(history.inbox))
    whole, shuffled, slow = (Archive(tmp_path / name) for name in ("whole", "shuffled", "slow"))
    run(whole, sources)
    look(whole)
    assert_shows(whole, history.inbox)
    assert_words_kept(whole, history.inbox)
    run(shuffled, history.chance.sample(sources, len(sources)))
    assert changed(shuffled.files(), whole.files()) == []
    names = history.chance.sample(sorted(history.inbox), len(history.inbox))
    for number in range(len(names)):
        run(slow, history.sources(names[: number + 1]))
        look(slow)
    assert seen(slow) == seen(whole)


@pytest.mark.parametrize("seed", few_by_default(2, (0, 1, 4, 9, 17)))
def test_a_killed_import_run_again_gives_the_same_archive(tmp_path, seed):
    history = History(tmp_path, seed)
    for _ in range(3):
        history.step()
    for _ in range(3):
        history.blog.pass_time()
        history.drop()
    sources = history.sources(sorted(history.inbox))
    calm = copied(history.archive, tmp_path / "calm")
    with pytest.MonkeyPatch.context() as patch:
        times = dying(patch, 0)
        run(calm, sources)
    for nth in history.chance.sample(range(1, times[0] + 1), min(4, times[0])):
        killed = copied(history.archive, tmp_path / f"killed-{nth}")
        with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
            dying(patch, nth)
            run(killed, sources)
        run(killed, sources)
        assert changed(killed.files(), calm.files()) == [], nth


def copied(archive: Archive, root: Path) -> Archive:
    shutil.copytree(archive.content, root / "content")
    return Archive(root)


@pytest.fixture
def history(tmp_path) -> History:
    """A blog with a few posts and comments, of which nothing is saved yet."""
    return History(tmp_path, 3)


def test_a_trashed_post_is_removed_with_its_comments(history):
    post = history.blog.live()[0]
    history.put("takeout", saved(history.blog, "takeout"))
    history.put("pages", saved(history.blog, "warc"))
    history.imported(history.sources(["takeout", "pages"]))
    assert_shows(history.archive, history.inbox)
    history.blog.posts[post.id] = replace(post, status="SOFT_TRASHED", trashed=True)
    history.put("takeout", saved(history.blog, "takeout"))
    assert run(history.archive, history.sources(["takeout"])).outcomes["withdrawn"] == 1
    history.imported(history.sources(["takeout"]))
    assert_shows(history.archive, history.inbox)
    lines = [line for line in history.archive.ledger() if line["source"].startswith("pages")]
    assert {line["reason"] for line in lines if line["title"] == post.title and line["file"] is None} == {"trashed"}


def test_a_draft_is_replaced_by_a_page_with_the_live_post(history):
    history.blog.write("DRAFT")
    history.put("takeout", saved(history.blog, "takeout"))
    history.blog.publish()
    history.put("pages", saved(history.blog, "warc"))
    history.imported(history.sources(["takeout", "pages"]))
    assert_shows(history.archive, history.inbox)


def test_a_post_that_any_export_has_as_trashed_is_not_shown_whatever_the_files_are_called(history):
    post, said = history.blog.live()[0], next(iter(history.blog.comments.values()))
    for before, after in (("a", "b"), ("b", "a")):
        history.blog.posts[post.id], history.blog.comments[said.id] = post, said
        history.put(before, saved(history.blog, "takeout"))
        history.blog.posts[post.id] = replace(post, status="SOFT_TRASHED", trashed=True)
        history.blog.comments[said.id] = replace(said, status="SPAM_COMMENT")
        history.put(after, saved(history.blog, "takeout"))
        archive = Archive(history.root / after)
        run(archive, history.sources(["a", "b"]))
        assert_shows(archive, history.inbox)


def test_new_comments_are_set_aside_if_the_comments_file_was_edited(history):
    history.put("feed", saved(history.blog, "export"))
    history.imported(history.sources(["feed"]))
    [name] = [name for name in history.archive.files() if name.endswith(".comments.md")]
    path = history.archive.content / name
    path.write_text(path.read_text() + "\nBy hand.\n")
    history.by_hand[name] = path.read_bytes()
    said = next(iter(history.blog.comments.values()))
    history.blog.comments["2299"] = replace(said, id="2299", text="A word about quib9999.", parent=None, status="LIVE")
    history.put("takeout", saved(history.blog, "takeout"))
    history.imported(history.sources(["takeout"]))
    assert b"quib9999" in history.archive.files()[f"conflicts/{name}"]


def test_a_file_that_was_only_renamed_is_updated(history):
    history.put("export", saved(history.blog, "export"))
    history.imported(history.sources(["export"]))
    post = history.blog.live()[0]
    path = history.archive.content / f"posts{post.path.removesuffix('.html')}.md"
    path.rename(path.with_name("by-hand.md"))
    history.blog.posts[post.id] = replace(post, body=(*post.body, "A word about quib9999."))
    history.put("export", saved(history.blog, "export"))
    history.imported(history.sources(["export"]))
    assert "quib9999" in path.with_name("by-hand.md").read_text()
    assert not path.exists()


def killed_at(archive: Archive, sources: Sequence[SourcePath], nth: int) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        dying(patch, nth)
        run(archive, sources)


def test_a_deleted_file_does_not_come_back_after_a_crash(history):
    history.put("export", saved(history.blog, "export"))
    history.imported(history.sources(["export"]))
    gone, *_ = post_files(history.archive.content)
    (history.archive.content / gone).unlink()
    history.put("pages", saved(history.blog, "warc"))
    killed_at(history.archive, history.sources(["export", "pages"]), 3)
    history.imported(history.sources(["export", "pages"]))
    assert gone not in history.archive.files()


def test_a_deleted_file_does_not_come_back_at_its_original_address(history):
    post = history.blog.live()[0]
    history.blog.posts[post.id] = replace(post, path="/2017/06/quite-another-address.html")
    history.put("texts", saved(Blog(random.Random(0), {post.id: post}), "text"))
    history.imported(history.sources(["texts"]))
    for name in post_files(history.archive.content):
        (history.archive.content / name).unlink()
    history.put("export", saved(history.blog, "export"))
    history.imported(history.sources(["texts", "export"]))
    assert "posts/2017/06/quite-another-address.md" not in history.archive.files()


def test_a_crash_loses_nothing_from_sources_that_are_gone(history):
    history.put("pages", saved(history.blog, "warc"))
    history.imported(history.sources(["pages"]))
    history.put("takeout", saved(history.blog, "takeout"))
    calm, sources = copied(history.archive, history.root / "calm"), history.sources(["takeout"])
    run(calm, sources)
    for nth in range(1, 7):
        killed = copied(history.archive, history.root / f"killed-{nth}")
        killed_at(killed, sources, nth)
        run(killed, sources)
        assert changed(killed.files(), calm.files()) == [], nth
