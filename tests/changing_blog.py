"""A small invented blog that changes at random, and is saved now and then in many forms.

The rule: time goes one way. A comment that was removed, or a post that was trashed, does not come back, so that what is
to be shown follows from all that was saved, in whatever order it arrives. The forms are those of small_blog.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

import small_blog
from small_blog import PICTURE, REMOVED, BlogComment, BlogPost, moment, texts, values

WORDS = ("heron", "kettle", "branch", "diary", "office", "estuary", "letter", "monday", "tea", "room", "slate", "bus")
TITLES = {
    "The Estuary": "estuary",
    "A Kettle for Room Two": "kettle-for-room-two",
    "Latest From Napo 7": "latest-from-napo-7",
    "Latest From Napo 8": "latest-from-napo-8",
    "Guest Blog 7: Slate & Rain": "guest-blog-7-slate-rain",
}
"""With their slugs."""
ANYBODYS = ("Agreed.",)
"""Comments that several people write."""
NAMES = ("Marram", "Anonymous", "Sorrel", small_blog.OWNER)


@contextmanager
def showing(
    posts: Sequence[BlogPost], unpublished: Sequence[BlogPost], comments: Sequence[BlogComment]
) -> Iterator[None]:
    """Let the forms of small_blog show these posts and comments."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "POSTS", tuple(posts))
        patch.setattr(values, "UNPUBLISHED", tuple(unpublished))
        patch.setattr(values, "COMMENTS", tuple(comments))
        patch.setattr(texts, "LAST_SEEN_IN_TEXT", moment("2031-01-01 00:00:00.000"))
        yield


@dataclass
class Blog:
    """The blog at one time, and the random changes to it."""

    chance: random.Random
    posts: dict[str, BlogPost] = field(default_factory=dict)
    comments: dict[str, BlogComment] = field(default_factory=dict)
    now = moment("2017-06-24 08:00:00.000")
    made: int = 0

    def live(self) -> list[BlogPost]:
        return [post for post in self.posts.values() if post.live]

    def _text(self) -> str:
        """Return a sentence with a word that occurs nowhere else."""
        self.made += 1
        words = self.chance.choices(WORDS, k=self.chance.randint(4, 12))
        words.insert(self.chance.randint(1, len(words)), f"quib{self.made:04}")
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def write(self, status: str = "LIVE") -> None:
        self.made += 1
        title = self.chance.choice(sorted(TITLES))
        taken = {post.path for post in self.posts.values()}
        paths = (f"/{self.now:%Y/%m}/{TITLES[title]}{ending}.html" for ending in ("", *range(-1, -9, -1)))
        path = next(path for path in paths if path not in taken)
        body = tuple(self._text() for _ in range(self.chance.randint(1, 4)))
        body += (f"! {PICTURE}",) if self.chance.random() < 0.15 else ()
        number = f"88000000000000{self.made:05}"
        labels = ("Napo",) if "Napo" in title else ()
        self.posts[number] = BlogPost(number, self.now, self._day(), path, title, body, labels, status=status)

    def _day(self) -> date:
        return self.now.astimezone(small_blog.LONDON).date()

    def draft(self) -> None:
        if sum(post.status == "DRAFT" for post in self.posts.values()) < 2:
            self.write("DRAFT")

    def publish(self) -> None:
        for post in self.posts.values():
            if post.status == "DRAFT":
                path = f"/{self.now:%Y/%m}/draft-{post.id[-3:]}.html"
                self.posts[post.id] = replace(post, status="LIVE", at=self.now, day=self._day(), path=path)
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
            text = ANYBODYS[0] if self.chance.random() < 0.15 else self._text()
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
        answered = {each.parent for each in self.comments.values()}
        if said := self._one(lambda each: each.live and each.id not in answered):
            way = {"trashed": True} if self.chance.random() < 0.5 else {"status": "SPAM_COMMENT"}
            self.comments[said.id] = replace(said, **way)

    def pass_time(self) -> None:
        """Change something on the blog."""
        posts = (self.write, self.change, self.retitle, self.draft, self.publish, self.trash)
        things = (*posts, self.say, self.say, self.say, self.remove, self.hide, self.admit)
        for thing in self.chance.choices(things, k=self.chance.randint(1, 4)):
            thing()
            self.now += timedelta(hours=self.chance.choice((1, 5, 30, 200)))


@dataclass(frozen=True)
class Saved:
    """The files of one folder of the inbox, and what they show."""

    form: str
    files: dict[str, bytes]
    posts: dict[str, BlogPost] = field(default_factory=dict)
    """Live posts that it shows, by id."""
    comments: dict[str, BlogComment] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    """Ids of posts and comments that it has as taken down."""


def saved(blog: Blog, form: str) -> Saved:
    """Save all of the blog, or some of its pages, in that form."""
    live = blog.live()
    drafts = [post for post in blog.posts.values() if post.status == "DRAFT"]
    said = [each for each in blog.comments.values() if blog.posts[each.post].live]
    if form in ("takeout", "zip"):
        trashed = [post for post in blog.posts.values() if post.trashed]
        hidden = {each.id for each in blog.comments.values() if each.trashed or each.status == "SPAM_COMMENT"}
        with showing(live, [*drafts, *trashed], blog.comments.values()):
            files = small_blog.takeout_files() if form == "takeout" else {"takeout.zip": small_blog.takeout_zip()}
        return _saved(form, files, live, said, hidden.union(post.id for post in trashed))
    shown = blog.chance.sample(live, blog.chance.randint(1, len(live)))
    if form == "text":
        with showing(live, drafts, [replace(each, was="") for each in said]):
            style = blog.chance.choice("CN")
            return Saved(form, {f"{post.id}.txt": small_blog.text_scrape(post, style) for post in shown})
    with showing(live, drafts, said):
        if form in ("atom", "rss", "json"):
            return _feeds(form, blog.chance, live, said)
        if form == "mail":
            return Saved(form, {"bulletin.eml": small_blog.mailout_eml()})
        if form in ("page", "classic"):
            draw = {"page": small_blog.post_page, "classic": small_blog.classic_post_page}[form]
            return _saved(form, {f"{post.id}.html": draw(post) for post in shown}, shown, said)
        if form == "month":
            months = sorted({f"{post.day:%Y-%m}" for post in live})
            return _saved(form, {f"{month}.html": small_blog.archive_page(month) for month in months}, live, ())
        files = {"export": ("blog.xml", small_blog.classic_export), "warc": ("blog.warc.gz", small_blog.web_archive)}
        name, draw_all = files[form]
        return _saved(form, {name: draw_all()}, live, said)


def _feeds(form: str, chance: random.Random, live: Sequence[BlogPost], said: Sequence[BlogComment]) -> Saved:
    """Save the feed of posts, of comments, or both; with Atom, now and then, not all of their pages."""
    kinds = (
        chance.choice((("posts",), ("comments",), ("posts", "comments"))) if small_blog.live_comments() else ("posts",)
    )
    pages = {f"{kind}{n}": page for kind in kinds for n, page in enumerate(small_blog.feed_pages(kind, form))}
    if len(pages) > 1 and form == "atom" and chance.random() < 0.5:
        del pages[chance.choice(sorted(pages))]
        live = ()
    return _saved(form, pages, live if "posts" in kinds else (), said if "comments" in kinds else ())


def _saved(
    form: str,
    files: dict[str, bytes],
    posts: Sequence[BlogPost],
    comments: Sequence[BlogComment],
    hidden: Collection[str] = (),
) -> Saved:
    shown = {post.id: post for post in posts}
    live = {each.id: each for each in comments if each.live and each.post in shown}
    return Saved(form, files, shown, live, frozenset(hidden))


FORMS = ("takeout", "zip", "export", "atom", "rss", "json", "classic", "warc", "month", "mail", *("page", "text") * 2)
"""Pages and plain text are more frequent than the others."""
