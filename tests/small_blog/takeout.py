"""Write a Google Takeout, unpacked and as a zip."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable
from datetime import datetime
from html import escape

from small_blog import values
from small_blog.values import (
    ABOUT,
    ALBUM,
    BLOG,
    ELSEWHERE,
    NAME,
    OTHER_BLOG,
    OWNER,
    OWNER_EMAIL,
    PICTURE,
    SUBDOMAIN,
    BlogComment,
    BlogPost,
    tag,
)
from small_blog.wording import blocks_as_html, comment_html


def takeout_files() -> dict[str, bytes]:
    """Return every file of an unpacked Takeout, with the owner's comments on this blog and another one."""
    blog = f"Takeout/Blogger/Blogs/{NAME}"
    posts = [*values.POSTS, *values.UNPUBLISHED, ABOUT]
    owners = [comment for comment in values.COMMENTS if comment.author == OWNER and comment.live]
    return {
        f"{blog}/feed.atom": _takeout_feed(
            BLOG, NAME, [*map(_takeout_post, posts), *map(_takeout_comment, values.COMMENTS)]
        ),
        f"{blog}/settings.csv": _settings_csv(),
        f"{blog}/theme-classic.html": b"<html><head><title><$BlogPageTitle$></title></head>\n<body>"
        b"<Blogger><$BlogItemBody$></Blogger></body></html>\n",
        f"{blog}/theme-layouts.xml": b'<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE html>\n'
        b"<html xmlns='http://www.w3.org/1999/xhtml' xmlns:b='http://www.google.com/2005/gml/b' "
        b"xmlns:data='http://www.google.com/2005/gml/data'>"
        b"<head><title><data:blog.pageTitle/></title></head><body><b:section id='main'/></body></html>\n",
        "Takeout/Blogger/Comments/feed.atom": _takeout_feed(
            BLOG, "Comments", [*map(_takeout_comment, owners), _takeout_comment(ELSEWHERE, OTHER_BLOG)]
        ),
        f"{ALBUM}/car-park.png": picture(),
        f"{ALBUM}/car-park.png.json": json.dumps(
            {"title": "car-park.png", "description": "", "url": PICTURE, "creationTime": {"timestamp": "1509364800"}},
            indent=2,
        ).encode(),
    }


def takeout_zip() -> bytes:
    """Return the Takeout as one zip, as it is downloaded and repacked on a Mac."""
    return zipped(
        {**takeout_files(), f"__MACOSX/Takeout/Blogger/Blogs/{NAME}/._feed.atom": b"\0\5\26\7\0\2\0\0Mac OS X"}
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip of `files`, the same bytes at each call."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _takeout_feed(blog: str, title: str, entries: Iterable[tuple[int, str]]) -> bytes:
    inside = "".join(entry for _, entry in sorted(entries))
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
        f"  <id>tag:blogger.com,1999:blog-{blog}</id>\n  <title>{title}</title>\n{inside}</feed>\n"
    ).encode()


def _takeout_post(post: BlogPost) -> tuple[int, str]:
    filled = f"<blogger:filename>{post.path}</blogger:filename>" if post.path else "<blogger:filename/>"
    labels = [f"    <category scheme='tag:blogger.com,1999:blog-{BLOG}' term='{label}'/>\n" for label in post.labels]
    lines = [
        "  <entry>\n",
        f"    <id>{tag(post.id)}</id>\n",
        f"    <blogger:type>{post.type}</blogger:type>\n    <blogger:status>{post.status}</blogger:status>\n",
        _takeout_author(OWNER, "BLOGGER"),
        f"    <title>{escape(post.title, False)}</title>\n",
        f"    <content type='html'>{escape(blocks_as_html(post.body), False)}</content>\n",
        "    <blogger:metaDescription/>\n",
        _takeout_times(post.at, post.trashed),
        "    <blogger:location/>\n",
        *(labels or ["    <category/>\n"]),
        f"    {filled}\n    <link/>\n    <enclosure/>\n",
        _takeout_trashed(post.trashed),
        "  </entry>\n",
    ]
    return int(post.id), "".join(lines)


def _takeout_comment(comment: BlogComment, blog: str = BLOG) -> tuple[int, str]:
    answers = f"<blogger:inReplyTo>{tag(comment.parent, blog)}</blogger:inReplyTo>" if comment.parent else ""
    author = comment.author if comment.named_in_takeout else ""
    html = comment_html(comment.text, "<br>" if "{" in comment.text else "\n")
    lines = [
        "  <entry>\n",
        f"    <id>{tag(comment.id, blog)}</id>\n",
        f"    <blogger:parent>{tag(comment.post, blog)}</blogger:parent>\n",
        f"    {answers or '<blogger:inReplyTo/>'}\n",
        f"    <blogger:type>COMMENT</blogger:type>\n    <blogger:status>{comment.status}</blogger:status>\n",
        _takeout_author(author, "ANONYMOUS" if author in ("", "Anonymous") else "BLOGGER"),
        f"    <content type='html'>{escape(html, False)}</content>\n",
        _takeout_times(comment.at, comment.trashed),
        _takeout_trashed(comment.trashed),
        "  </entry>\n",
    ]
    return int(comment.id), "".join(lines)


def _takeout_author(name: str, kind: str) -> str:
    shown = f"<name>{name}</name>" if name else "<name/>"
    return f"    <author>\n      {shown}\n      <uri></uri>\n      <blogger:type>{kind}</blogger:type>\n    </author>\n"


def _takeout_times(at: datetime, later: bool) -> str:
    text = at.isoformat(timespec="milliseconds").replace("+00:00", "Z").replace(".000Z", "Z")
    updated = "2018-01-05T09:00:00.777Z" if later else text
    return (
        f"    <blogger:created>{text}</blogger:created>\n    <published>{text}</published>\n"
        f"    <updated>{updated}</updated>\n"
    )


def _takeout_trashed(trashed: bool) -> str:
    return f"    <blogger:trashed>{'2018-01-05T09:00:00.777Z' if trashed else ''}</blogger:trashed>\n"


def _settings_csv() -> bytes:
    settings = {
        "blog_publishing_mode": "BLOGSPOT",
        "blog_admin_permission": OWNER_EMAIL,
        "blog_author_permission": OWNER_EMAIL,
        "blog_name": NAME,
        "blog_description": "Written after hours.\nRead at your own pace.",
        "blog_locale": "en_GB",
        "blog_time_zone": "Europe/London",
        "blog_subdomain": SUBDOMAIN,
        "blog_comment_email": OWNER_EMAIL,
    }
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([settings.keys(), settings.values()])
    return text.getvalue().encode()


def picture() -> bytes:
    """Return a PNG of four grey pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\x80\x90\0\xa0\xb0")) + chunk(b"IEND", b"")
