"""Read the posts of a content folder, with what takes long to work out from them; what has not changed, from the cache.

The rule: what is kept of a post depends on the bytes of its two files and on the ledger's lines about it, and on
nothing else. The posts of one folder, such as a month, are one entry of the cache, and their HTML is another, which is
read only when one of their pages is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

import msgspec

from archive.cache import Cache
from archive.content.addresses import FileProblem
from archive.content.folder import find_hand_edits, post_files, read_file
from archive.content.parts import Edits
from archive.content.post_file import comments_name
from archive.content.post_records import PostRecords, last_written, post_records
from archive.errors import ArchiveError, BrokenContent
from archive.markup.render import to_html
from archive.model import Post
from archive.pages.local_links import addresses_in
from archive.pages.views import PostSummary, post_summary
from archive.processors import processors, share
from archive.site.build_manifest import file_hash

_DIGEST_SIZE = 16
_LEAST = 6
"""New folders that are worth a process of their own: a month has some 25 posts and 400 comments."""


@dataclass(frozen=True)
class PostReading:
    """A post as its files have it, and what was worked out from them."""

    name: str
    """Path of its file in the content folder."""
    stamp: str
    """A digest of its files and of the ledger's lines about it."""
    post: Post
    edits: Edits
    """What a keeper has changed by hand."""
    summary: PostSummary
    addresses: tuple[str, ...]
    """The addresses that links in it and in its comments lead to, sorted."""


_T = TypeVar("_T")
_Html = dict[str, str]
"""The HTML of texts, by a digest of what it is made from."""


class PostReader:
    """Reads the posts of one content folder."""

    def __init__(self, content: Path, inputs: Mapping[str, str]) -> None:
        """`inputs` has the hash of each file, by path; they are worked out if it is empty."""
        self._content = content
        self._inputs = inputs
        self._posts = Cache(content, "posts")
        self._html = Cache(content, "html")
        self._loaded: dict[str, _Html] = {}

    def read(self) -> tuple[dict[str, PostReading], list[FileProblem]]:
        """Return all posts by file, and the problems of the files that cannot be read.

        Raises BrokenSettings if the ledger is damaged.
        """
        records, problems = post_records(self._content), list[FileProblem]()
        readings: dict[str, PostReading] = {}
        by_folder = groupby(sorted(post_files(self._content), key=_folder), key=_folder)
        folders = {folder: list(names) for folder, names in by_folder}
        self._read_ahead(folders, records)
        for folder, names in folders.items():
            readings |= {each.name: each for each in self._read_folder(folder, names, records, problems)}
        keys = {_key(folder) for folder in folders}
        self._posts.keep_only(keys)
        self._html.keep_only(keys)
        return readings, problems

    def html(self, name: str, markdown: str, ids: str) -> str:
        """Return what `to_html` makes of a text that is in the file `name` or its comments."""
        folder = _folder(name)
        if folder not in self._loaded:
            self._loaded[folder] = self._load(self._html, folder, _Html) or {}
        return self._loaded[folder].get(_digest(ids, markdown)) or to_html(markdown, ids)

    def _read_ahead(self, folders: Mapping[str, list[str]], records: PostRecords) -> None:
        """Let all processors read the folders that are not in the cache, and store them there.

        What is wrong with a file is found again, and said, when its folder is read here.
        """
        new = [folder for folder in folders if self._posts.get(_key(folder)) is None]
        if processors() == 1 or len(new) < 2 * _LEAST:
            return
        for cache in (self._posts, self._html):
            cache.expect(map(_key, new))
        share(new, partial(self._keep_folders, folders, records), _LEAST)

    def _keep_folders(self, folders: Mapping[str, list[str]], records: PostRecords, new: Iterable[str]) -> None:
        for folder in new:
            with suppress(ArchiveError):
                self._read_folder(folder, folders[folder], records, [])

    def _read_folder(
        self, folder: str, names: list[str], records: PostRecords, problems: list[FileProblem]
    ) -> list[PostReading]:
        kept = {each.name: each for each in self._load(self._posts, folder, list[PostReading]) or ()}
        readings = []
        html: _Html = {}
        for name in names:
            before = kept.get(name)
            if before and before.stamp == self._stamp(name, before.post.id, records):
                readings.append(before)
                continue
            try:
                readings.append(self._read_post(name, records, html))
            except BrokenContent as error:
                problems.append(FileProblem(name, f"{error} (left out until then)"))
        if html or len(readings) != len(kept):
            self._keep(folder, readings, html)
        return readings

    def _read_post(self, name: str, records: PostRecords, html: _Html) -> PostReading:
        post = read_file(self._content, name)
        of_post = records.of(name, post.id)
        edits = find_hand_edits(self._content, post, last_written(of_post))
        made = {_digest(ids, body): to_html(body, ids) for ids, body in _texts(post)}
        html |= made
        is_still_so = all(self._hash(file) == file_hash(self._content / file) for file in _files(name))
        return PostReading(
            name=name,
            stamp=self._stamp(name, post.id, records) if is_still_so else "",
            post=post,
            edits=edits,
            summary=post_summary(post, of_post, edits),
            addresses=tuple(sorted(set(chain.from_iterable(map(addresses_in, made.values()))))),
        )

    def _keep(self, folder: str, readings: list[PostReading], html: _Html) -> None:
        """Store the posts of a folder, and the HTML of those of their texts whose HTML is known."""
        known = {**(self._load(self._html, folder, _Html) or {}), **html}
        digests = (_digest(ids, body) for each in readings for ids, body in _texts(each.post))
        kept = {digest: known[digest] for digest in digests if digest in known}
        self._posts.put(_key(folder), msgspec.msgpack.encode(readings))
        self._html.put(_key(folder), msgspec.msgpack.encode(kept))

    def _load(self, cache: Cache, folder: str, kind: type[_T]) -> _T | None:
        stored = cache.get(_key(folder))
        return msgspec.msgpack.decode(stored, type=kind) if stored else None

    def _stamp(self, name: str, post_id: str, records: PostRecords) -> str:
        return _digest(*map(self._hash, _files(name)), records.digest(name, post_id))

    def _hash(self, name: str) -> str:
        return self._inputs.get(name, "") if self._inputs else file_hash(self._content / name)


def _files(name: str) -> tuple[str, str]:
    """Return the files of the post in the file `name`."""
    return name, comments_name(name)


def _texts(post: Post) -> Iterator[tuple[str, str]]:
    """Yield what is put before the names of places in each text, and its Markdown."""
    yield "text-", post.body
    for comment in post.comments:
        yield f"c{comment.id}-", comment.body


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _key(folder: str) -> str:
    """Return the name of the entry for the posts of `folder`."""
    return f"{folder.replace('/', '-')[-40:]}-{_digest(folder)[:8]}"


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_SIZE).hexdigest()
