"""A blog that changes for years, saved now and then in one form or another: whatever arrives in whatever order, each of
its posts and comments stands in the archive once, and what its owner took down is not shown."""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

import small_blog
from archive import content_folder
from archive.blogger.ids import post_digits
from archive.content_folder import post_files, read_file
from archive.importing import ImportReport, import_sources
from archive.model import Post
from archive.raw_files import SourcePath, find_sources
from archive.rendering import to_text
from archive.text import fold
from scrapes import Archive
from small_blog import PICTURE, REMOVED, BlogComment, BlogPost, moment

WORDS = ("heron", "kettle", "branch", "diary", "office", "estuary", "letter", "monday", "tea", "room", "slate", "bus")
TITLES = ("The Estuary", "A Kettle for Room Two", "Latest From Napo 7", "Latest From Napo 8", "Guest Blog 7: Slate & Rain")
NAMES = ("Marram", "Anonymous", "Sorrel", small_blog.OWNER)
STEPS = 6


@contextmanager
def showing(posts: Sequence[BlogPost], unpublished: Sequence[BlogPost], comments: Sequence[BlogComment]) -> Iterator[None]:
    """The forms of small_blog show these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_blog, "POSTS", tuple(posts))
        patch.setattr(small_blog, "UNPUBLISHED", tuple(unpublished))
        patch.setattr(small_blog, "COMMENTS", tuple(comments))
        patch.setattr(small_blog, "LAST_SEEN_IN_TEXT", moment("2031-01-01 00:00:00.000"))
        yield


@dataclass
class Blog:
    """The blog as it stands at one time, and what chance does to it."""

    chance: random.Random
    posts: dict[str, BlogPost] = field(default_factory=dict)
    comments: dict[str, BlogComment] = field(default_factory=dict)
    now = moment("2017-06-24 08:00:00.000")
    made: int = 0

    def live(self) -> list[BlogPost]:
        return [post for post in self.posts.values() if post.live]

    def _text(self) -> str:
        """A sentence with a word that stands nowhere else."""
        self.made += 1
        words = self.chance.choices(WORDS, k=self.chance.randint(4, 12))
        words.insert(self.chance.randint(1, len(words)), f"quib{self.made:04}")
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def write(self, status: str = "LIVE") -> None:
        self.made += 1
        title = self.chance.choice(TITLES)
        paths = {post.path for post in self.posts.values()}
        month = f"/{self.now:%Y/%m}/"
        slug = title.lower().replace(":", "").replace("& ", "").replace("a kettle", "kettle").replace("the ", "").replace(" ", "-")
        path = next(name for n in range(9) if (name := f"{month}{slug}{f'-{n}' if n else ''}.html") not in paths)
        body = tuple(self._text() for _ in range(self.chance.randint(1, 4)))
        if self.chance.random() < 0.15:
            body = (*body, f"! {PICTURE}")
        number = f"88000000000000{self.made:05}"
        self.posts[number] = BlogPost(
            number, self.now, self.now.astimezone(small_blog.LONDON).date(),
            path if status == "LIVE" else "", title, body, ("Napo",) if "Napo" in title else (), status=status,
        )

    def draft(self) -> None:
        if sum(post.status == "DRAFT" for post in self.posts.values()) < 2:
            self.write("DRAFT")

    def publish(self) -> None:
        for post in self.posts.values():
            if post.status == "DRAFT":
                day = self.now.astimezone(small_blog.LONDON).date()
                self.posts[post.id] = replace(post, status="LIVE", at=self.now, day=day, path=f"/{self.now:%Y/%m}/draft-{post.id[-3:]}.html")
                return

    def trash(self) -> None:
        if len(self.live()) > 2:
            post = self.chance.choice(self.live())
            self.posts[post.id] = replace(post, status="SOFT_TRASHED", trashed=True)

    def change(self) -> None:
        post = self.chance.choice(self.live())
        body = list(post.body)
        match self.chance.randrange(3):
            case 0:
                body.append(self._text())
            case 1:
                body[0] = f"{body[0]} Updated {self._text()}"
            case _ if len(body) > 2:
                del body[-1]
        self.posts[post.id] = replace(post, body=tuple(body))

    def retitle(self) -> None:
        post = self.chance.choice(self.live())
        self.posts[post.id] = replace(post, title=f"{post.title}, Again")

    def say(self) -> None:
        post = self.chance.choice(self.live())
        for _ in range(self.chance.randint(1, 4)):
            self.made += 1
            self.now += timedelta(seconds=self.chance.randint(1, 4000))
            there = [each for each in self.comments.values() if each.post == post.id and each.live]
            parent = self.chance.choice(there).id if there and self.chance.random() < 0.4 else None
            text = "Agreed." if self.chance.random() < 0.15 else self._text()
            status = self.chance.choices(("LIVE", "SPAM_COMMENT", "PENDING_MODERATION"), (12, 1, 1))[0]
            number = f"22000000000000{self.made:05}"
            self.comments[number] = BlogComment(
                number, post.id, self.now, self.chance.choice(NAMES), text, parent, status
            )

    def _one(self, fits: Callable[[BlogComment], bool]) -> BlogComment | None:
        fitting = [each for each in self.comments.values() if fits(each)]
        return self.chance.choice(fitting) if fitting else None

    def remove(self) -> None:
        if said := self._one(lambda each: each.live and not each.was):
            self.comments[said.id] = replace(said, text=REMOVED, was=said.text)

    def admit(self) -> None:
        if said := self._one(lambda each: each.status == "PENDING_MODERATION"):
            self.comments[said.id] = replace(said, status="LIVE")

    def hide(self) -> None:
        if said := self._one(lambda each: each.live and not any(other.parent == each.id for other in self.comments.values())):
            self.comments[said.id] = replace(said, trashed=True) if self.chance.random() < 0.5 else replace(said, status="SPAM_COMMENT")

    def pass_time(self) -> None:
        """Something happens on the blog."""
        things = (self.write, self.say, self.say, self.say, self.change, self.retitle, self.remove, self.hide, self.admit, self.draft, self.publish, self.trash)
        for thing in self.chance.choices(things, k=self.chance.randint(1, 4)):
            thing()
            self.now += timedelta(hours=self.chance.choice((1, 5, 30, 200)))


@dataclass(frozen=True)
class Saved:
    """What one folder of the inbox holds, and what may be known from it."""

    form: str
    files: dict[str, bytes]
    posts: dict[str, BlogPost] = field(default_factory=dict)
    """Live posts that it shows, by id."""
    comments: dict[str, BlogComment] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    """Ids of posts and comments that it says are no longer to be seen."""


def saved(blog: Blog, form: str) -> Saved:
    """The blog as it is now, in that form."""
    chance, live = blog.chance, blog.live()
    drafts = [post for post in blog.posts.values() if post.status == "DRAFT"]
    trashed = [post for post in blog.posts.values() if post.trashed]
    said = [each for each in blog.comments.values() if blog.posts[each.post].live]
    hidden = {post.id for post in trashed} | {each.id for each in blog.comments.values() if each.trashed or each.status == "SPAM_COMMENT"}
    shown = chance.sample(live, chance.randint(1, len(live)))
    if form in ("takeout", "zip"):
        with showing(live, [*drafts, *trashed], blog.comments.values()):
            files = small_blog.takeout_files() if form == "takeout" else {"takeout.zip": small_blog.takeout_zip()}
        return _saved(form, files, live, said, hidden)
    with showing(live, drafts, said):
        match form:
            case "export":
                return _saved(form, {"blog.xml": small_blog.classic_export()}, live, said)
            case "atom" | "rss" | "json":
                ending = {"atom": "xml", "rss": "rss", "json": "json"}[form]
                kinds = chance.choice((("posts",), ("comments",), ("posts", "comments")))
                kinds = kinds if small_blog.live_comments() else ("posts",)
                pages = {f"{kind}{n}.{ending}": page for kind in kinds for n, page in enumerate(small_blog.feed_pages(kind, form)) }
                if form == "atom" and chance.random() < 0.5:
                    pages.pop(chance.choice(sorted(pages))) if len(pages) > 1 else None
                    return _saved(form, pages, (), ())
                return _saved(form, pages, live if "posts" in kinds else (), said if set(kinds) == {"posts", "comments"} else ())
            case "page":
                return _saved(form, {f"{post.id}.html": small_blog.post_page(post) for post in shown}, shown, said)
            case "classic":
                return _saved(form, {f"{post.id}.html": small_blog.classic_post_page(post) for post in shown}, shown, said)
            case "warc":
                return _saved(form, {"blog.warc.gz": small_blog.web_archive()}, live, said)
            case "month":
                months = sorted({f"{post.day:%Y-%m}" for post in live})
                return _saved(form, {f"{m}.html": small_blog.archive_page(m) for m in months}, live, ())
            case "mail":
                return _saved(form, {"bulletin.eml": small_blog.mailout_eml()}, (), ())
    texts = {}
    with showing(live, drafts, [replace(each, was="") for each in said]):
        for post in shown:
            texts[f"{post.id}.txt"] = small_blog.text_scrape(post, chance.choice("CN"))
    return _saved(form, texts, (), ())


def _saved(form, files, posts, comments, hidden=()) -> Saved:
    ids = {post.id for post in posts}
    comments = {each.id: each for each in comments if each.live and each.post in ids}
    return Saved(form, files, {post.id: post for post in posts}, comments, frozenset(hidden))


FORMS = ("takeout", "zip", "export", "atom", "rss", "json", "page", "classic", "warc", "month", "mail", "text", "text", "page")


def run(archive: Archive, sources: Sequence[SourcePath] | None = None) -> ImportReport:
    given = find_sources([archive.inbox]) if sources is None else sources
    return import_sources(given, archive.content, False, lambda things, doing: things)


class History:
    """An archive, the blog, and what lies in the inbox."""

    def __init__(self, root: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.archive, self.blog = Archive(root / "real"), Blog(self.chance)
        self.archive.inbox.mkdir(parents=True)
        self.root, self.inbox = root, {}
        self.by_hand: dict[str, bytes] = {}
        self.touched: set[str] = set()
        """Addresses of posts that a hand has touched."""
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
            self.hand()
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

    def hand(self) -> None:
        """A person edits, renames or deletes a content file."""
        files = sorted(name for name in self.archive.files() if name.endswith(".md") and not name.startswith("conflicts"))
        if not files:
            return
        name = self.chance.choice(files)
        path = self.archive.content / name
        post = name.replace(".comments.md", ".md")
        with suppress(Exception):
            self.touched.add(read_file(self.archive.content, post).permalink)
        match self.chance.randrange(3):
            case 0:
                path.write_text(path.read_text() + "\nBy hand.\n")
                self.by_hand[name] = path.read_bytes()
            case 1:
                path.unlink()
                self.by_hand.pop(name, None)
            case _ if name == post and not (path.parent / f"hand-{path.name}").exists():
                path.rename(path.parent / f"hand-{path.name}")
                if name in self.by_hand:
                    self.by_hand[str(Path(name).parent / f"hand-{path.name}")] = self.by_hand.pop(name)
                comments = name.replace(".md", ".comments.md")
                if comments in self.by_hand:
                    self.by_hand[str(Path(name).parent / f"hand-{Path(comments).name}")] = self.by_hand.pop(comments)

    def imported(self, sources: Sequence[SourcePath]) -> None:
        report = run(self.archive, sources)
        assert not [each for each in report.problems if "fault" in each], report.problems
        assert not report.problems, report.problems
        state = self.archive.state()
        run(self.archive, sources)
        assert changed(self.archive.state(), state) == {}, "a second import changed something"
        for name in (".content.import.json", ".content.readings"):
            path = self.archive.root / name
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
        run(self.archive, sources)
        assert changed(self.archive.state(), state) == {}, "a whole second import changed something"
        assert {name: self.archive.files().get(name) for name in self.by_hand} == self.by_hand
        look(self.archive)


def changed(new, old):
    return {name: (old.get(name), new.get(name)) for name in {*new, *old} if new.get(name) != old.get(name)}


def look(archive: Archive) -> None:
    """The laws that always hold."""
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
    assert not {name: files for name, files in places.items() if len(files) > 1}, "a post stands twice"
    seen: dict[str, str] = {}
    for post in contents(archive):
        for comment in post.comments:
            if not comment.id.startswith("t"):
                assert comment.id not in seen, f"{comment.id} in {seen[comment.id]} and {post.permalink}"
                seen[comment.id] = post.permalink
    addresses = Counter(post.permalink for post in contents(archive))
    assert max(addresses.values(), default=1) == 1, addresses


def contents(archive: Archive) -> list[Post]:
    return [read_file(archive.content, name) for name in post_files(archive.content)]


def assert_shows(archive: Archive, inbox: dict[str, Saved], but: set[str] = frozenset()) -> None:
    """The archive shows each post and comment of the sources once, and none that was taken down."""
    hidden = frozenset().union(*(each.hidden for each in inbox.values()))
    posts = {number: post for each in inbox.values() for number, post in each.posts.items()}
    comments = {number: said for each in inbox.values() for number, said in each.comments.items()}
    there = {post.permalink: post for post in contents(archive)}
    aliases = {alias for post in there.values() for alias in post.aliases}
    visible = {said.id: (post, said) for post in there.values() for said in post.comments}
    for number, post in posts.items():
        if post.path in but:
            continue
        if number in hidden:
            assert post.path not in there, f"{post.path} was taken down"
        else:
            assert post.path in there, f"{post.path} is missing {aliases}"
    for number, said in comments.items():
        path = posts[said.post].path
        if path in but:
            continue
        if number in hidden or said.post in hidden:
            assert number not in visible, f"comment {number} was taken down"
            continue
        assert number in visible, f"comment {number} is missing"
        post, comment = visible[number]
        assert post.permalink == path
        parent = said.parent if said.parent in visible else None
        if parent and any(s.form in ("takeout", "zip", "export", "page", "warc") and number in s.comments for s in inbox.values()):
            assert comment.parent == parent, number
        if any(each.comments[number].was for each in inbox.values() if number in each.comments):
            assert comment.removed, number


def words_kept(archive: Archive, inbox: dict[str, Saved]) -> None:
    """Every word of a text scrape stands in the archive, or its ledger says where it went."""
    records = archive.ledger()
    text = " ".join(data.decode() for name, data in archive.files().items() if name.endswith(".md"))
    text += " ".join(each.get("text") or "" for each in records)
    known = set(fold(text).replace(".", " ").split())
    words: Counter[str] = Counter()
    left = defaultdict(set)
    for each in records:
        words[each["source"]] += each["words_in"]
        left[each["source"]] |= set(each["words_left_out"])
    for name, each in inbox.items():
        if each.form == "text":
            for file, data in each.files.items():
                source = f"{name}/{file}"
                assert words[source] == len(data.decode().split()), source
                missing = {word for word in fold(data.decode()).replace(".", " ").split() if word.startswith("quib")} - known
                reasons = {"removed by its author or the blog", "spam", "trashed"}
                assert not missing or left[source] & reasons or any(each["outcome"]=="left-out" for each in records if each["source"] == source), (source, missing)


def seen(archive: Archive):
    """What a reader sees, but for addresses and ids that were made."""
    return sorted(
        (post.title or "", str(post.day), post.permalink if post.permalink_known else "", fold(to_text(post.body)),
         tuple(sorted((fold(to_text(s.body)), s.removed, "" if s.id[0] == "t" else s.id) for s in post.comments)))
        for post in contents(archive)
    )


def fresh(history: History, name: str, sources: Sequence[SourcePath]) -> Archive:
    archive = Archive(history.root / name)
    run(archive, sources)
    return archive


def lived(tmp_path: Path, seed: int) -> History:
    history = History(tmp_path, seed)
    for _ in range(STEPS):
        history.step()
    history.imported(history.sources(sorted(history.inbox)))
    return history


SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_or_doubled_over_the_years(tmp_path, seed):
    history = lived(tmp_path, seed)
    assert_shows(history.archive, history.inbox, history.touched)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_at_once(tmp_path, seed):
    history = lived(tmp_path, seed)
    sources = history.sources(sorted(history.inbox))
    whole = fresh(history, "whole", sources)
    look(whole)
    assert_shows(whole, history.inbox)
    words_kept(whole, history.inbox)
    other = fresh(history, "other", history.chance.sample(sources, len(sources)))
    assert changed(other.files(), whole.files()) == {}
    slow = Archive(history.root / "slow")
    names = history.chance.sample(sorted(history.inbox), len(history.inbox))
    for number in range(len(names)):
        run(slow, history.sources(names[: number + 1]))
        look(slow)
    assert_shows(slow, history.inbox)
    assert seen(slow) == seen(whole)
