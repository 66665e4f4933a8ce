"""One small invented blog, "Tarnshire Probation Notes", in every form a maintainer may have it, byte for byte.

The rule: the forms are written by hand from the values below, as forms.md sections 2 to 4 describe them, and by nothing
of the archive itself. EXPECTED is what an archive of all of them must hold; LEFT_OUT what it must not.

A body is a row of blocks: a paragraph; "• " a point of a list; "> " a quotation; "! " an image by its address; MORE a
jump break. In any text `{words|address}` is a link; a line end in a comment is a line break.
"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import quopri
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NAME = "Tarnshire Probation Notes"
SUBDOMAIN = "tarnshire-probation-notes"
HOST = f"{SUBDOMAIN}.blogspot.com"
BLOG = "4400112233445566778"
OTHER_BLOG = "1200112233445566779"
OWNER = "Tarn Walker"
OWNER_PROFILE = "https://www.blogger.com/profile/07700000000000000007"
OWNER_EMAIL = "tarn.walker@tarnshire.example"
COMMENT_EMAIL = "sorrel.reed@tarnshire.example"
MEMBER_EMAIL = "member.4417@tarnshire.example"
EMAILS = (OWNER_EMAIL, COMMENT_EMAIL, MEMBER_EMAIL)
"""Of the settings, a comment and the one who got the mailout: none of them may stand anywhere in the archive."""
MEMBER_TOKEN = "f00dcafe42"
"""The recipient's id in the links of the mailout; it may not stand in the archive either."""
REMOVED = "This comment has been removed by the author."
MORE = "[jump break]"
PICTURE = "https://1.bp.blogspot.com/-car/park/AAAA/s1600/car-park.png"
ALBUM = f"Takeout/Blogger/Albums/{NAME}"


def tag(number: str, blog: str = BLOG) -> str:
    """Blogger's id of a post or comment."""
    return f"tag:blogger.com,1999:blog-{blog}.post-{number}"


def address(path: str, scheme: str = "http", host: str = HOST) -> str:
    return f"{scheme}://{host}{path}"


def moment(text: str) -> datetime:
    """A UTC instant from "2017-06-24 08:15:00.000"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class BlogComment:
    """A comment as it stands on the blog today."""

    id: str
    post: str
    """Id of the post."""
    at: datetime
    author: str
    """Empty if Blogger has no name."""
    text: str
    parent: str | None = None
    status: str = "LIVE"
    trashed: bool = False
    was: str = ""
    """What it said before it was removed; its text is then Blogger's place-holder."""
    named_in_takeout: bool = True

    @property
    def live(self) -> bool:
        return self.status == "LIVE" and not self.trashed

    @property
    def milliseconds(self) -> int:
        return (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // _MILLISECOND


@dataclass(frozen=True)
class BlogPost:
    """A post, or a page of the blog, as it stands there today."""

    id: str
    at: datetime
    day: date
    """In London."""
    path: str
    """Empty for a draft."""
    title: str
    body: tuple[str, ...]
    labels: tuple[str, ...] = ()
    first_title: str = ""
    """What it was called when it was published, if that differs."""
    status: str = "LIVE"
    trashed: bool = False
    type: str = "POST"

    @property
    def live(self) -> bool:
        return self.status == "LIVE" and not self.trashed and self.type == "POST"

    @property
    def comments(self) -> tuple[BlogComment, ...]:
        """Those that are live, by time."""
        return tuple(comment for comment in COMMENTS if comment.post == self.id and comment.live)


_MILLISECOND = datetime(2000, 1, 1, 0, 0, 0, 1000) - datetime(2000, 1, 1)
KETTLE, LIFT, PRINTER, RAIN, RAIN_2, NAPO_7, NAPO_8, AUTUMN, VIEW = (f"88000000000000001{n:02}" for n in range(9))

_CIRCULAR = (
    "> Members in Tarnshire will have seen the letter about room bookings. The branch met on Tuesday and asked for it "
    "to be withdrawn.",
    "> No reply has been received so far, and members are advised to go on keeping a record of every hour worked.",
)

POSTS = (
    BlogPost(
        KETTLE,
        moment("2017-06-24 08:15:00.000"),
        date(2017, 6, 24),
        "/2017/06/the-kettle-question.html",
        "The Kettle Question",
        (
            "The staff kitchen at Fell House has had no kettle since the spring, and nobody can say whose budget it "
            "would come out of.",
            "• the “facilities partner” says it is equipment",
            "• the landlord says it is catering",
            "• our manager says it is Tuesday",
            "I rang round the other teams & the answer was the same everywhere: buy one yourself. As I wrote in "
            f"{{the piece about the lift|{address('/2017/06/lift-out-of-order-again.html', host=HOST + '.au')}}}, "
            "small things tell you how a large organisation thinks.",
        ),
        ("Fell House", "Working conditions"),
    ),
    BlogPost(
        LIFT,
        moment("2017-06-27 17:40:00.000"),
        date(2017, 6, 27),
        "/2017/06/lift-out-of-order-again.html",
        "Why the Lift Stays Broken",
        (
            "Day nine without a lift. The sign says that an engineer has been informed, and I am sure that he has "
            "been, for he has informed us that he has not been paid.",
            "Appointments for anyone who cannot manage the stairs are now held in the café across the road, where "
            "the coffee is good and the confidentiality is not.",
        ),
        ("Fell House",),
        first_title="Lift Out of Order Again",
    ),
    BlogPost(
        PRINTER,
        moment("2017-06-30 23:20:00.000"),
        date(2017, 7, 1),
        "/2017/07/two-offices-one-printer-no-toner.html",
        "Two Offices, One Printer & No Toner",
        (
            "It is twenty past midnight & I am still cross. “Shared services” means that a report written in Mere "
            "Bridge comes out of a printer in Fell House, eleven miles away.",
            "See also "
            f"{{the kettle|{address('/2017/06/the-kettle-question.html?m=1')}}} and "
            f"{{what Marram said below it|"
            f"{address('/2017/06/the-kettle-question.html?showComment=1498296180500', 'https')}"
            "#c2200000000000000102}. "
            "Cost so far: £1,250 – and 5 < 6 people know the code.",
        ),
        ("Working conditions",),
    ),
    BlogPost(
        RAIN,
        moment("2017-07-08 07:00:00.000"),
        date(2017, 7, 8),
        "/2017/07/rain-at-fell-house.html",
        "Rain at Fell House",
        ("Water came through the ceiling of interview room two this morning, and the session went on under it.",),
        ("Fell House",),
    ),
    BlogPost(
        RAIN_2,
        moment("2017-07-08 19:30:00.000"),
        date(2017, 7, 8),
        "/2017/07/rain-at-fell-house-2.html",
        "Rain at Fell House",
        ("By the evening the bucket had a name, a rota and a risk assessment. The ceiling still has none of these.",),
        ("Fell House",),
    ),
    BlogPost(
        NAPO_7,
        moment("2017-07-12 11:05:00.000"),
        date(2017, 7, 12),
        "/2017/07/latest-from-napo-7.html",
        "Latest From Napo 7",
        ("This came round today:-", *_CIRCULAR, "Seven in this series, and counting."),
        ("Napo",),
    ),
    BlogPost(
        NAPO_8,
        moment("2017-07-20 11:05:00.000"),
        date(2017, 7, 20),
        "/2017/07/latest-from-napo-8.html",
        "Latest From Napo 8",
        ("This came round today:-", *_CIRCULAR, "Eight in this series, and counting."),
        ("Napo",),
    ),
    BlogPost(
        AUTUMN,
        moment("2017-10-28 09:00:00.000"),
        date(2017, 10, 28),
        "/2017/10/autumn-timetable.html",
        "Autumn Timetable",
        (
            "The clocks go back tonight and the rota, which was drawn up by somebody in another time zone, does not.",
            MORE,
            "What follows is for those with patience. Monday begins at eight and at nine; Tuesday ends before lunch; "
            "Wednesday is reserved for finding out about Monday.",
        ),
    ),
    BlogPost(
        VIEW,
        moment("2017-10-30 12:00:00.000"),
        date(2017, 10, 30),
        "/2017/10/view-from-car-park.html",
        "View From a Car Park",
        (f"! {PICTURE}",),
        ("Fell House",),
    ),
)

UNPUBLISHED = (
    BlogPost(
        "8800000000000000120",
        moment("2017-08-01 10:00:00.000"),
        date(2017, 8, 1),
        "",
        "Unfinished Thoughts on Tea",
        ("A draft about quagwort tea, which nobody should ever read.",),
        status="DRAFT",
    ),
    BlogPost(
        "8800000000000000121",
        moment("2031-03-01 10:00:00.000"),
        date(2031, 3, 1),
        "/2031/03/plans-for-spring.html",
        "Plans for Spring",
        ("Scheduled words about the brindlewick garden.",),
        status="SCHEDULED",
    ),
    BlogPost(
        "8800000000000000122",
        moment("2017-08-03 10:00:00.000"),
        date(2017, 8, 3),
        "/2017/08/withdrawn-notice.html",
        "Withdrawn Notice",
        ("A notice about the snarlhope meeting that was taken down.",),
        status="SOFT_TRASHED",
        trashed=True,
    ),
)

ABOUT = BlogPost(
    "8800000000000000130",
    moment("2017-06-01 08:00:00.000"),
    date(2017, 6, 1),
    "/p/about-these-notes.html",
    "About These Notes",
    ("These notes are written in Tarnshire after hours by somebody who would rather be walking.",),
    type="PAGE",
)


def _comment(number: int, post: str, at: str, author: str, text: str, **more: Any) -> BlogComment:
    return BlogComment(f"2200000000000000{number}", post, moment(at), author, text, **more)


COMMENTS = (
    _comment(
        101,
        KETTLE,
        "2017-06-24 09:02:11.120",
        "Anonymous",
        "We clubbed together for one. It lasted a week.\n\nThen someone from “estates” came and took it away, because "
        "it hadn't been tested.",
        named_in_takeout=False,
    ),
    _comment(
        102,
        KETTLE,
        "2017-06-24 09:23:00.500",
        "Marram",
        "Same here, and ours was brand-new!",
        parent="2200000000000000101",
    ),
    _comment(
        103,
        KETTLE,
        "2017-06-24 10:41:37.002",
        OWNER,
        "Did they leave a receipt?\nI'd frame it.",
        parent="2200000000000000102",
    ),
    _comment(104, KETTLE, "2017-06-25 20:15:09.999", "", "A flask holds a litre. That's all I'm saying."),
    _comment(
        105,
        KETTLE,
        "2017-06-26 06:30:00.000",
        "Bracken",
        REMOVED,
        was="My manager, who is called Glumthorpe, has two kettles in a locked drawer.",
    ),
    _comment(
        106,
        KETTLE,
        "2017-06-26 07:12:44.310",
        "Anonymous",
        "Two! And a toaster, I heard.",
        parent="2200000000000000105",
    ),
    _comment(
        107,
        KETTLE,
        "2017-07-02 18:00:00.250",
        "Sorrel",
        f"I have a spare one in the shed; write to {COMMENT_EMAIL} and it's yours.",
    ),
    _comment(201, PRINTER, "2017-07-01 06:45:00.000", "Anonymous", "Agreed.", named_in_takeout=False),
    _comment(202, PRINTER, "2017-07-01 06:45:02.000", "Anonymous", "Agreed.", named_in_takeout=False),
    _comment(
        203,
        PRINTER,
        "2017-07-01 07:10:00.125",
        "Marram",
        "Ours prints & then shreds. See "
        f"{{this|{address('/2017/06/lift-out-of-order-again.html#c2200000000000000301', 'https')}}} for the cure.\n\n"
        "- ring the desk\n- hold for an hour\n- give up",
    ),
    _comment(301, LIFT, "2017-06-28 12:00:00.000", "Marram", "Stairs are free, as they never tire of telling us."),
    _comment(302, NAPO_7, "2017-07-12 19:31:12.700", "Anonymous", "Every hour? I'd need a second diary."),
    _comment(
        401, KETTLE, "2017-06-24 11:00:00.000", "Cheap Pills", "Buy fleemwater tablets today!", status="SPAM_COMMENT"
    ),
    _comment(402, KETTLE, "2017-06-24 11:01:00.000", "", "", status="GHOSTED_COMMENT"),
    _comment(
        403,
        KETTLE,
        "2017-06-24 11:02:00.000",
        "Anonymous",
        "The dropplemoor team wait to be let in.",
        status="PENDING_MODERATION",
    ),
    _comment(
        404, LIFT, "2017-06-28 13:00:00.000", "Marram", "Posted in haste about the wazzleton office.", trashed=True
    ),
)

ELSEWHERE = BlogComment(
    "2200000000000000501",
    "9900000000000000001",
    moment("2017-05-05 21:00:00.000"),
    OWNER,
    "A kind word about the crumpetdale choir, under somebody else's recipe.",
)
"""The owner's comment on another blog."""

LEFT_OUT = (
    ("8800000000000000120", "draft", "quagwort"),
    ("8800000000000000121", "scheduled", "brindlewick"),
    ("8800000000000000122", "trashed", "snarlhope"),
    ("2200000000000000401", "spam", "fleemwater"),
    ("2200000000000000402", "ghosted", ""),
    ("2200000000000000403", "pending", "dropplemoor"),
    ("2200000000000000404", "trashed", "wazzleton"),
    ("2200000000000000501", "another blog", "crumpetdale"),
)
"""What a Takeout holds that may not be shown: Blogger's digits, a word of the reason, and a word of its text."""

MAILOUT_TITLE, MAILOUT_DAY = "Tarnshire Branch Bulletin 12 – Workloads", date(2017, 7, 11)
MAILOUT = (
    "Dear member,",
    "The workload survey closes on Friday. Forty-one of sixty colleagues in Tarnshire have answered so far, & the "
    "branch would “like the other nineteen to be counted too”.",
    "{Open the survey|https://survey.tarnshire-napo.example/2017/workloads} before the week is out.",
    "In unity, the branch committee",
)


@dataclass(frozen=True)
class ExpectedComment:
    """What must be known of a comment."""

    id: str
    author: str | None
    published: datetime
    parent: str | None
    removed: bool
    text: str
    """Its words, in order; an e-mail address among them is to be masked."""


@dataclass(frozen=True)
class ExpectedPost:
    """What must be known of a post."""

    path: str
    title: str
    day: date
    published: datetime
    labels: tuple[str, ...]
    text: str
    comments: tuple[ExpectedComment, ...]


# Texts.

_LINK = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")


def plain(text: str) -> str:
    """The words a reader sees of a paragraph or comment."""
    return _LINK.sub(r"\1", text)


def blocks_as_plain(body: Iterable[str]) -> str:
    """The words a reader sees of a body."""
    seen = (block for block in body if block != MORE and not block.startswith("! "))
    return "\n\n".join(plain(re.sub("^[•>] ", "", block)) for block in seen)


def _inline(text: str, quotes: bool = False) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(text):
        parts += [escape(text[end : link.start()], quotes), f'<a href="{escape(link[2])}">{escape(link[1])}</a>']
        end = link.end()
    return "".join([*parts, escape(text[end:], quotes)]).replace("&#x27;", "&#39;")


def blocks_as_html(body: Sequence[str]) -> str:
    """A body as Blogger's editor leaves it."""
    parts = []
    for is_list, group in groupby(body, lambda block: block.startswith("• ")):
        blocks = list(group)
        if is_list:
            parts.append("<ul>" + "".join(f"<li>{_inline(block[2:])}</li>" for block in blocks) + "</ul>\n")
        else:
            parts += map(_block, blocks)
    return "".join(parts)


def _block(block: str) -> str:
    if block == MORE:
        return '<a name="more"></a>'
    if block.startswith("> "):
        return f'<blockquote class="tr_bq">{_inline(block[2:])}</blockquote>\n'
    if block.startswith("! "):
        return f'<div class="separator"><a href="{block[2:]}"><img border="0" src="{block[2:]}" /></a></div>\n'
    return f"{_inline(block)}<br />\n<br />\n"


def comment_html(text: str, line_break: str = "<br />") -> str:
    """A comment as the export has it; Takeout has bare line ends where there is no other mark-up."""
    return _inline(text, quotes=True).replace("\n", line_break)


def _local(at: datetime, timespec: str = "milliseconds") -> str:
    """An instant with the blog's offset at that time."""
    return at.astimezone(LONDON).isoformat(timespec=timespec)


def _permalink(comment: BlogComment, scheme: str = "http") -> str:
    return f"{_post_address(comment, scheme)}?showComment={comment.milliseconds}#c{comment.id}"


def _post_address(comment: BlogComment, scheme: str = "http") -> str:
    return address(next(post.path for post in POSTS if post.id == comment.post), scheme)


# Takeout (forms.md 3.4).


def takeout_files() -> dict[str, bytes]:
    """Every file of an unpacked Takeout, with junk that a Mac leaves and a blog of the same owner without posts."""
    blog = f"Takeout/Blogger/Blogs/{NAME}"
    posts = [*POSTS, *UNPUBLISHED, ABOUT]
    owners = [comment for comment in COMMENTS if comment.author == OWNER and comment.live]
    return {
        f"{blog}/feed.atom": _takeout_feed(BLOG, NAME, [*map(_takeout_post, posts), *map(_takeout_comment, COMMENTS)]),
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
    """The same in one zip, as it is downloaded."""
    return zipped(
        {**takeout_files(), f"__MACOSX/Takeout/Blogger/Blogs/{NAME}/._feed.atom": b"\0\5\26\7\0\2\0\0Mac OS X"}
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of `files`, the same at each call."""
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
    """A picture of four grey points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\x80\x90\0\xa0\xb0")) + chunk(b"IEND", b"")


# The classic export, and feeds (forms.md 3.3, 3.5).

_NAMESPACES = (
    "xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0' "
    "xmlns:georss='http://www.georss.org/georss'"
)
_KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
)


def classic_export(prefixed: bool = False) -> bytes:
    """`blog-11-05-2017.xml`; `prefixed` as a tool re-saves it, each name with "ns0:" and the like."""
    entries = [
        _template(),
        _setting("BLOG_NAME", NAME),
        _setting("BLOG_TIME_ZONE", "Europe/London"),
        _setting("BLOG_LOCALE", "en_GB"),
        _setting("BLOG_SUBDOMAIN", SUBDOMAIN),
        _setting("BLOG_ADMIN_PERMISSION", OWNER_EMAIL),
        _export_page(),
        *(_atom_post(post, export=True) for post in [*POSTS, *UNPUBLISHED[:2]]),
        *(_atom_comment(comment) for comment in COMMENTS if comment.live),
    ]
    exported = (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
        f"<feed {_NAMESPACES}><id>tag:blogger.com,1999:blog-{BLOG}.archive</id>"
        f"<updated>2017-11-05T10:00:00.000Z</updated><title type='text'>{NAME}</title>"
        f"<link rel='alternate' type='text/html' href='{address('/')}'/>{_atom_author(OWNER)}"
        f"<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>{''.join(entries)}</feed>"
    ).encode()
    return (
        ElementTree.tostring(ElementTree.fromstring(exported), "utf-8", xml_declaration=True) if prefixed else exported
    )


def _template() -> str:
    theme = "<html><head><style>body { color: grey }</style></head><body><b:section id='main'/></body></html>"
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.layout</id>{_times(POSTS[0].at)}{_KIND.format('template')}"
        f"<title type='text'>Template: {NAME}</title><content type='text'>{escape(theme, False)}</content>"
        f"{_atom_author(OWNER)}</entry>"
    )


def _setting(name: str, value: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.settings.{name}</id>{_times(POSTS[0].at)}"
        f"{_KIND.format('settings')}<title type='text'>A setting of the blog</title>"
        f"<content type='text'>{value}</content>{_atom_author(OWNER)}</entry>"
    )


def _export_page() -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.page-{ABOUT.id}</id>{_times(ABOUT.at)}{_KIND.format('page')}"
        f"<title type='text'>{ABOUT.title}</title>"
        f"<content type='html'>{escape(blocks_as_html(ABOUT.body), False)}</content>"
        f"<link rel='alternate' type='text/html' href='{address(ABOUT.path)}' title='{ABOUT.title}'/>"
        f"{_atom_author(OWNER)}</entry>"
    )


def _times(at: datetime) -> str:
    return f"<published>{_local(at)}</published><updated>{_local(at)}</updated>"


def _atom_author(name: str) -> str:
    uri = f"<uri>{OWNER_PROFILE}</uri>" if name == OWNER else ""
    image = "<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='blank.gif'/>"
    return f"<author><name>{name}</name>{uri}<email>noreply@blogger.com</email>{image}</author>"


def _atom_post(post: BlogPost, export: bool = False) -> str:
    labels = "".join(f"<category scheme='http://www.blogger.com/atom/ns#' term='{label}'/>" for label in post.labels)
    feeds = address(f"/feeds/{post.id}/comments/default")
    control = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    title = escape(post.title)
    return "".join(
        [
            f"<entry><id>{tag(post.id)}</id>{_times(post.at)}{'' if post.live else control}",
            labels + (_KIND.format("post") if export else ""),
            f"<title type='text'>{escape(post.title, False)}</title>",
            f"<content type='html'>{escape(blocks_as_html(post.body), False)}</content>",
            f"<link rel='replies' type='application/atom+xml' href='{feeds}' title='Post Comments'/>",
            f"<link rel='self' type='application/atom+xml' href='{address(f'/feeds/posts/default/{post.id}')}'/>",
            f"<link rel='alternate' type='text/html' href='{address(post.path)}' title='{title}'/>"
            if post.live
            else "",
            f"{_atom_author(OWNER)}<thr:total>{len(post.comments)}</thr:total></entry>",
        ]
    )


def _atom_comment(comment: BlogComment, export: bool = True) -> str:
    feed = f"https://www.blogger.com/feeds/{BLOG}/{comment.post}/comments/default"
    query = "" if export else "?v=2"
    ref = f"href='{_post_address(comment)}' ref='{tag(comment.post)}' source='{address('/feeds/posts/default')}'"
    related = f"<link rel='related' type='application/atom+xml' href='{feed}/{comment.parent}{query}'/>"
    removed = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    return "".join(
        [
            f"<entry><id>{tag(comment.id)}</id>{_times(comment.at)}{_KIND.format('comment') if export else ''}",
            f"<title type='text'>{escape(_comment_title(comment), False)}</title>",
            f"<content type='html'>{escape(comment_html(comment.text), False)}</content>",
            f"<link rel='self' type='application/atom+xml' href='{feed}/{comment.id}'/>",
            f"<link rel='alternate' type='text/html' href='{_permalink(comment, 'https')}' title=''/>",
            f"{_atom_author(comment.author)}<thr:in-reply-to {ref} type='text/html'/>",
            related if comment.parent else "",
            "<gd:extendedProperty name='blogger.itemClass' value='pid-1234567'/>",
            f"<gd:extendedProperty name='blogger.displayTime' value='{_shown_time(comment.at)}'/>",
            f"{removed if comment.was else ''}</entry>",
        ]
    )


def _comment_title(comment: BlogComment) -> str:
    start = " ".join(plain(comment.text).split())
    return f"{start[:50]}..." if len(start) > 50 else start


def _shown_time(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} at {local:%H:%M}"


def live_comments() -> list[BlogComment]:
    """All live comments, newest first, as a feed has them."""
    return sorted((comment for comment in COMMENTS if comment.live), key=lambda comment: comment.at, reverse=True)


def feed_pages(kind: str, form: str) -> list[bytes]:
    """The feed of "posts" or "comments": two pages of "atom", one of "rss", "json" or "jsonp"."""
    things: list[Any] = sorted(POSTS, key=lambda post: post.at, reverse=True) if kind == "posts" else live_comments()
    half = len(things) // 2
    return {
        "atom": lambda: [_atom_page(kind, things, 0, half), _atom_page(kind, things, half, len(things))],
        "rss": lambda: [_rss_page(kind, things)],
        "json": lambda: [json.dumps(_json_feed(kind, things), ensure_ascii=False).encode()],
        "jsonp": lambda: [
            f"// API callback\nshowThem({json.dumps(_json_feed(kind, things), ensure_ascii=False)});".encode()
        ],
    }[form]()


def _atom_page(kind: str, things: Sequence[Any], start: int, end: int) -> bytes:
    draw: Callable[[Any], str] = _atom_post if kind == "posts" else lambda comment: _atom_comment(comment, False)
    own = address(f"/feeds/{kind}/default")
    later = f"<link rel='next' type='application/atom+xml' href='{own}?start-index={end + 1}&amp;max-results=5'/>"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed {_NAMESPACES}><id>tag:blogger.com,1999:blog-{BLOG}</id>"
        f"<updated>{_local(things[0].at)}</updated><title type='text'>{NAME}</title>"
        f"<link rel='self' type='application/atom+xml' href='{own}'/>"
        f"<link rel='alternate' type='text/html' href='{address('/')}'/>{later if end < len(things) else ''}"
        f"{_atom_author(OWNER)}<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        f"<openSearch:totalResults>{len(things)}</openSearch:totalResults>"
        f"<openSearch:startIndex>{start + 1}</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{end - start}</openSearch:itemsPerPage>"
        f"{''.join(map(draw, things[start:end]))}</feed>"
    ).encode()


def _rss_page(kind: str, things: Sequence[Any]) -> bytes:
    draw = _rss_post if kind == "posts" else _rss_comment
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' "
        "xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:gd='http://schemas.google.com/g/2005' "
        "xmlns:thr='http://purl.org/syndication/thread/1.0'><channel>"
        f"<atom:id>tag:blogger.com,1999:blog-{BLOG}</atom:id><title>{NAME}</title><description></description>"
        f"<link>{address('/')}</link><managingEditor>noreply@blogger.com ({OWNER})</managingEditor>"
        f"<generator>Blogger</generator><openSearch:totalResults>{len(things)}</openSearch:totalResults>"
        "<openSearch:startIndex>1</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{len(things)}</openSearch:itemsPerPage>{''.join(map(draw, things))}</channel></rss>"
    ).encode()


def _rss_post(post: BlogPost) -> str:
    labels = "".join(f"<category domain='http://www.blogger.com/atom/ns#'>{label}</category>" for label in post.labels)
    return (
        f"<item><guid isPermaLink='false'>{tag(post.id)}</guid><pubDate>{format_datetime(post.at)}</pubDate>"
        f"<atom:updated>{_local(post.at)}</atom:updated>{labels}<title>{escape(post.title, False)}</title>"
        f"<description>{escape(blocks_as_html(post.body), False)}</description><link>{address(post.path)}</link>"
        f"<author>noreply@blogger.com ({OWNER})</author><thr:total>{len(post.comments)}</thr:total></item>"
    )


def _rss_comment(comment: BlogComment) -> str:
    return (
        f"<item><guid isPermaLink='false'>{tag(comment.id)}</guid><pubDate>{format_datetime(comment.at)}</pubDate>"
        f"<atom:updated>{_local(comment.at)}</atom:updated><title>{escape(_comment_title(comment), False)}</title>"
        f"<description>{escape(comment_html(comment.text), False)}</description><link>{_permalink(comment)}</link>"
        f"<author>noreply@blogger.com ({comment.author})</author>"
        f"<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' href='{_post_address(comment)}' "
        f"ref='{tag(comment.post)}' type='text/html'/></item>"
    )


def _json_feed(kind: str, things: Sequence[Any]) -> dict[str, Any]:
    return {
        "version": "1.0",
        "encoding": "UTF-8",
        "feed": {
            "xmlns": "http://www.w3.org/2005/Atom",
            "xmlns$openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
            "id": {"$t": f"tag:blogger.com,1999:blog-{BLOG}"},
            "updated": {"$t": _local(things[0].at)},
            "title": {"type": "text", "$t": NAME},
            "link": [{"rel": "alternate", "type": "text/html", "href": address("/")}],
            "author": [_json_author(OWNER)],
            "openSearch$totalResults": {"$t": str(len(things))},
            "openSearch$startIndex": {"$t": "1"},
            "openSearch$itemsPerPage": {"$t": str(len(things))},
            "entry": list(map(_json_post if kind == "posts" else _json_comment, things)),
        },
    }


def _json_author(name: str) -> dict[str, Any]:
    return {"name": {"$t": name}, "email": {"$t": "noreply@blogger.com"}}


def _json_post(post: BlogPost) -> dict[str, Any]:
    labels = [{"scheme": "http://www.blogger.com/atom/ns#", "term": label} for label in post.labels]
    return {
        "id": {"$t": tag(post.id)},
        "published": {"$t": _local(post.at)},
        "updated": {"$t": _local(post.at)},
        **({"category": labels} if labels else {}),
        "title": {"type": "text", "$t": post.title},
        "content": {"type": "html", "$t": blocks_as_html(post.body)},
        "link": [{"rel": "alternate", "type": "text/html", "href": address(post.path), "title": post.title}],
        "author": [_json_author(OWNER)],
        "thr$total": {"$t": str(len(post.comments))},
    }


def _json_comment(comment: BlogComment) -> dict[str, Any]:
    feed = f"https://www.blogger.com/feeds/{BLOG}/{comment.post}/comments/default"
    related = {"rel": "related", "type": "application/atom+xml", "href": f"{feed}/{comment.parent}?v=2"}
    properties = [{"name": "blogger.displayTime", "value": _shown_time(comment.at)}]
    properties += [{"name": "blogger.contentRemoved", "value": "true"}] if comment.was else []
    return {
        "id": {"$t": tag(comment.id)},
        "published": {"$t": _local(comment.at)},
        "updated": {"$t": _local(comment.at)},
        "title": {"type": "text", "$t": _comment_title(comment)},
        "content": {"type": "html", "$t": comment_html(comment.text)},
        "link": [
            {"rel": "alternate", "type": "text/html", "href": _permalink(comment), "title": ""},
            *([related] if comment.parent else []),
        ],
        "author": [_json_author(comment.author)],
        "thr$in-reply-to": {"href": _post_address(comment), "ref": tag(comment.post), "type": "text/html"},
        "gd$extendedProperty": properties,
    }


# Saved pages (forms.md 3.1, 3.2).

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")


def heading(day: date, comma: str = ",") -> str:
    """The line that Blogger prints above the posts of a day."""
    return f"{_DAYS[day.weekday()]}{comma} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def post_page(post: BlogPost) -> bytes:
    """The post's own page as a browser saves it, its comments in threads."""
    return _page(post.title, address(post.path), _date_outer(post.day, [_post_outer(post)]) + _threads(post))


def archive_page(month: str) -> bytes:
    """The page of a month such as "2017-07": newest day first, a jump break cuts, no comments."""
    posts = sorted((post for post in POSTS if f"{post.day:%Y-%m}" == month), key=lambda post: post.at, reverse=True)
    days = groupby(posts, lambda post: post.day)
    outer = "".join(_date_outer(day, [_post_outer(post, on_archive=True) for post in group]) for day, group in days)
    year, number = month.split("-")
    return _page(f"{_MONTHS[int(number) - 1]} {year}", address(f"/{year}/{number}/"), outer)


def _page(title: str, own: str, main: str) -> bytes:
    return (
        "<!DOCTYPE html>\n<html dir='ltr'>\n<head>\n"
        "<meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/>\n"
        f"<meta content='blogger' name='generator'/>\n<link href='{own}' rel='canonical'/>\n"
        f"<title>{NAME}: {escape(title)}</title>\n<style>body {{ color: grey }}</style>\n</head>\n<body>\n"
        f"<div class='header section' id='header'><h1 class='title'><a href='{address('/')}'>{NAME}</a></h1>\n"
        "<p class='description'><span>Written after hours.</span></p></div>\n"
        "<div class='main section' id='main'><div class='widget Blog' data-version='1' id='Blog1'>\n"
        f"<div class='blog-posts hfeed'>\n{main}</div>\n"
        f"<div class='blog-pager' id='blog-pager'><a class='home-link' href='{address('/')}'>Home</a></div>\n"
        "<div class='post-feeds'><div class='feed-links'>Subscribe to: <a class='feed-link' "
        f"href='{address('/feeds/posts/default')}'>Posts (Atom)</a></div></div>\n</div></div>\n"
        "<div class='sidebar section' id='sidebar-right-1'><div class='widget PopularPosts'><h2>Popular Posts</h2>\n"
        f"<ul><li><a href='{address(POSTS[0].path)}'>{POSTS[0].title}</a></li></ul></div></div>\n</body>\n</html>\n"
    ).encode()


def _date_outer(day: date, posts: Iterable[str]) -> str:
    return (
        f"<div class='date-outer'>\n<h2 class='date-header'><span>{heading(day)}</span></h2>\n"
        f"<div class='date-posts'>\n{''.join(posts)}</div></div>\n"
    )


def _post_outer(post: BlogPost, on_archive: bool = False) -> str:
    title = escape(post.title, False)
    return "".join(
        [
            "<div class='post-outer'>\n<div class='post hentry' itemprop='blogPost' itemscope='itemscope' "
            "itemtype='http://schema.org/BlogPosting'>\n",
            f"<meta content='{BLOG}' itemprop='blogId'/>\n<meta content='{post.id}' itemprop='postId'/>\n",
            f"<a name='{post.id}'></a>\n<h3 class='post-title entry-title' itemprop='name'>\n",
            f"<a href='{address(post.path)}'>{title}</a>" if on_archive else title,
            f"\n</h3>\n<div class='post-header'><div class='post-header-line-1'></div></div>\n"
            f"<div class='post-body entry-content' id='post-body-{post.id}' itemprop='articleBody'>\n",
            _teaser(post) if on_archive and MORE in post.body else blocks_as_html(post.body),
            f"<div style='clear: both;'></div>\n</div>\n{_post_footer(post)}</div></div>\n",
        ]
    )


def _teaser(post: BlogPost) -> str:
    return (
        blocks_as_html(post.body[: post.body.index(MORE)]) + "<div class='jump-link'>"
        f"<a href='{address(post.path)}#more' title='{escape(post.title)}'>Read more »</a></div>\n"
    )


def _post_footer(post: BlogPost) -> str:
    labels = ",\n".join(
        f"<a href='{address('/search/label/' + label.replace(' ', '%20'))}' rel='tag'>{label}</a>"
        for label in post.labels
    )
    return (
        "<div class='post-footer'><div class='post-footer-line post-footer-line-1'><span class='post-author vcard'>\n"
        f"Posted by\n<span class='fn' itemprop='author'><a href='{OWNER_PROFILE}' rel='author'>"
        f"<span itemprop='name'>{OWNER}</span></a></span>\n</span>\n<span class='post-timestamp'>\nat\n"
        f"<a class='timestamp-link' href='{address(post.path)}' rel='bookmark' title='permanent link'>"
        f"<abbr class='published' itemprop='datePublished' title='{_local(post.at, 'seconds')}'>"
        f"{post.at.astimezone(LONDON):%H:%M}</abbr></a>\n</span>\n</div>\n"
        "<div class='post-footer-line post-footer-line-2'><span class='post-labels'>\n"
        + (f"Labels:\n{labels}\n" if labels else "")
        + "</span></div></div>\n"
    )


def _threads(post: BlogPost) -> str:
    said, top = post.comments, _items(post.comments, None)
    return (
        f"<div class='comments' id='comments'>\n<a name='comments'></a>\n<h4>{counted(len(said))}</h4>\n"
        "<div class='comments-content'>\n<script type='text/javascript'>var items = null; var msgs = {};</script>\n"
        "<div id='comment-holder'>\n<div class=\"comment-thread toplevel-thread\">"
        f'<ol id="top-ra">{top}</ol><div id="top-continue" class="continue"><a class="comment-reply">Add comment</a>'
        '</div><div class="loadmore hidden"><a>Load more...</a></div></div>\n</div>\n</div>\n</div>\n'
    )


def counted(comments: int) -> str:
    """The heading above the comments."""
    return {0: "No comments:", 1: "1 comment:"}.get(comments, f"{comments} comments:")


def _items(comments: Sequence[BlogComment], parent: str | None) -> str:
    return "".join(_item(comment, comments) for comment in comments if comment.parent == parent)


def _item(comment: BlogComment, comments: Sequence[BlogComment]) -> str:
    name, replies = comment.id, _items(comments, comment.id)
    author = f' <a href="{OWNER_PROFILE}" rel="nofollow">{OWNER}</a>' if comment.author == OWNER else comment.author
    owner = " blog-author" if comment.author == OWNER else ""
    hidden = "" if replies else " hidden"
    reply = "" if comment.parent else f'<a class="comment-reply" data-comment-id="{name}">Reply</a>'
    removed = " deleted-comment" if comment.was else ""
    text = comment_html(comment.text, "<br>")
    content = f'<p class="comment-content{removed}">' + (
        f'<span class="deleted-comment">{text}</span>' if removed else text
    )
    return (
        f'<li class="comment" id="c{name}"><div class="avatar-image-container"><img src="blank.gif" alt=""/></div>'
        f'<div class="comment-block"><div class="comment-header"><cite class="user{owner}">{author.strip()}</cite>'
        f'<span class="icon user{owner}"></span><span class="datetime secondary-text">'
        f'<a rel="nofollow" href="{_permalink(comment)}">{_shown_time(comment.at)}</a></span></div>{content}</p>'
        f'<span class="comment-actions secondary-text">{reply}<span class="item-control blog-admin pid-1234567">'
        f'<a href="https://www.blogger.com/delete-comment.g?blogID={BLOG}&amp;postID={name}">Delete</a></span></span></div>'
        f'<div class="comment-replies"><div id="c{name}-rt" class="comment-thread inline-thread{hidden}">'
        '<span class="thread-toggle thread-expanded"><span class="thread-arrow"></span><span class="thread-count">'
        f'<a>Replies</a></span></span><ol id="c{name}-ra" class="thread-chrome thread-expanded"><div>{replies}</div>'
        f'<div id="c{name}-continue" class="continue"><a class="comment-reply" data-comment-id="{name}">Reply</a></div>'
        f'</ol></div></div><div class="comment-replybox-single" id="c{name}-ce"></div></li>'
    )


def classic_post_page(post: BlogPost) -> bytes:
    """The post's own page under an older template: comments one after the other, without instants or threads."""
    comments = "".join(_classic_comment(comment) for comment in post.comments)
    return _page(
        post.title,
        address(post.path),
        _date_outer(post.day, [_post_outer(post)])
        + f"<div class='comments' id='comments'>\n<a name='comments'></a>\n<h4>{counted(len(post.comments))}</h4>\n"
        f"<div id='Blog1_comments-block-wrapper'>\n<dl class='avatar-comment-indent' id='comments-block'>\n{comments}"
        "</dl>\n</div>\n<p class='comment-footer'><a href='https://www.blogger.com/comment.g'>Post a Comment</a></p>\n"
        "</div>\n",
    )


def _classic_comment(comment: BlogComment) -> str:
    local, own, name = comment.at.astimezone(LONDON), f"{_post_address(comment)}#c{comment.id}", comment.id
    removed = f"<span class='deleted-comment'>{comment.text}</span>"
    return (
        f"<dt class='comment-author ' id='c{name}'>\n<a name='c{name}'></a>\n{comment.author}\nsaid...\n</dt>\n"
        f"<dd class='comment-body' id='Blog1_cmt-{name}'>\n<p>\n"
        f"{removed if comment.was else comment_html(comment.text)}\n</p>\n</dd>\n<dd class='comment-footer'>\n"
        f"<span class='comment-timestamp'>\n<a href='{own}' title='comment permalink'>\n"
        f"{local.month}/{local.day}/{local:%y} {local.hour}:{local:%M} GMT\n</a>\n</span>\n</dd>\n"
    )


# Plain text (forms.md sections 1 and 2).

LAST_SEEN_IN_TEXT = moment("2017-06-28 23:00:00.000")
"""The scrapes were made when later comments were not yet there and the removed one was."""


def blocks_as_text(body: Sequence[str]) -> str:
    """A body as an extractor prints it."""
    parts = []
    for is_list, group in groupby((block for block in body if block != MORE), lambda block: block.startswith("• ")):
        texts = [f"  {block}" if is_list else plain(block.removeprefix("> ")) for block in group]
        parts.append(("\n" if is_list else "\n\n").join(texts))
    return "\n\n".join(parts)


def text_scrape(post: BlogPost, form: str = "C") -> bytes:
    """The post's page in plain text, form C or N, with K1 comments: old title, removed comment still there."""
    early = [comment for comment in post.comments if comment.at < LAST_SEEN_IN_TEXT]
    parts = [heading(post.day, "," if form == "C" else ""), post.first_title or post.title, blocks_as_text(post.body)]
    if early:
        parts += [counted(len(early)), _text_comments(early)]
    return ("\n\n".join(parts) + "\n").encode()


def _text_comments(comments: Sequence[BlogComment]) -> str:
    lines: list[str] = []
    for number, comment in enumerate((each for each in comments if not each.parent), 1):
        replies = [each for each in comments if each.parent and _top(each, comments) == comment.id]
        lines += [*_text_comment(comment, number, 2), "", "    ReplyDelete"]
        lines += ["    Replies"] if replies else []
        for place, reply in enumerate(replies, 1):
            lines += [*_text_comment(reply, place, 4), "", "      Delete"]
    return "\n".join(lines)


def _top(comment: BlogComment, comments: Sequence[BlogComment]) -> str:
    """Id of the comment at top level that begins its thread: text shows one level of replies."""
    while comment.parent:
        comment = next(each for each in comments if each.id == comment.parent)
    return comment.id


def _text_comment(comment: BlogComment, number: int, indent: int) -> list[str]:
    first, *more = plain(comment.was or comment.text).split("\n")
    return [f"{' ' * indent}{number}. {first}", *(f"{' ' * (indent + 2)}{line}" if line else "" for line in more)]


def text_archive() -> bytes:
    """The page of June 2017 in plain text, newest first, with the titles of that time."""
    posts = sorted((post for post in POSTS if post.day.month == 6), key=lambda post: post.at, reverse=True)
    pages = [
        f"{heading(post.day)}\n\n{post.first_title or post.title}\n\n{blocks_as_text(post.body)}" for post in posts
    ]
    return ("\n\n".join(pages) + "\n").encode()


# Mail and web archive (forms.md 4).


def mailout_eml() -> bytes:
    """One mailing as one member got it: two copies of one text, the member's id in every link."""
    view = f"https://mail.tarnshire-napo.example/view?u=aa11bb22cc&id=0123abcd&e={MEMBER_TOKEN}"
    paragraphs = "".join(f"<p>{_inline(part)}</p>\n" for part in MAILOUT)
    html = (
        f"<!DOCTYPE html>\n<html><head><title>{MAILOUT_TITLE}</title></head><body>\n"
        f'<span style="display:none">Forty-one have answered&zwnj;&nbsp;&zwnj;&nbsp;</span>\n'
        '<table class="mcnTextBlock"><tbody class="mcnTextBlockOuter"><tr><td class="mcnTextContent">'
        f'<a href="{escape(view)}">View this email in your browser</a></td></tr></tbody></table>\n'
        '<table class="mcnTextBlock"><tbody class="mcnTextBlockOuter"><tr><td class="mcnTextContent">\n'
        f"{paragraphs}</td></tr></tbody></table>\n"
        f'<a href="{escape(view.replace("view", "unsubscribe"))}">unsubscribe from this list</a>\n'
        f'<img src="{escape(view.replace("view", "open"))}" width="1" height="1" alt=""></body></html>\n'
    )
    text = "\n\n".join(map(plain, MAILOUT)) + f"\n\nUnsubscribe {MEMBER_EMAIL}: {view}\n"
    boundary = "_----------=_MCPart_417"
    parts = [
        f'--{boundary}\nContent-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        f"{quopri.encodestring(body.encode()).decode('ascii')}\n"
        for kind, body in (("plain", text), ("html", html))
    ]
    subject = MAILOUT_TITLE.replace(" ", "_").replace("–", "=E2=80=93")
    head = (
        f"Message-ID: <aa11bb22cc.{MEMBER_TOKEN}.20170711083000.0123abcd.99@mail1.tarnshire-napo.example>\n"
        f"From: =?utf-8?Q?Tarnshire=20Branch?= <branch@tarnshire-napo.example>\nTo: <{MEMBER_EMAIL}>\n"
        f"Subject: =?utf-8?Q?{subject}?=\nDate: Tue, 11 Jul 2017 08:30:00 +0000\n"
        f"X-Campaign: mailchimpaa11bb22cc.0123abcd\nList-Unsubscribe: <{view}>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/alternative; boundary="{boundary}"\n\n'
    )
    return (head + "".join(parts) + f"--{boundary}--\n").replace("\n", "\r\n").encode("ascii")


def web_archive() -> bytes:
    """`blog.warc.gz`: the page of each post as a crawler kept it, the second one sent in chunks."""
    info = b"software: a test\r\nformat: WARC File Format 1.0\r\n"
    records = [_warc_record("warcinfo", "application/warc-fields", info, 0)]
    for number, post in enumerate(POSTS, 1):
        records.append(_warc_page(address(post.path), post_page(post), number, chunked=number == 2))
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def _warc_page(url: str, page: bytes, number: int, chunked: bool) -> bytes:
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(page)}"
    payload = _in_chunks(page) if chunked else page
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n{length}"
    digest = f"WARC-Payload-Digest: {_digest(payload)}\r\n"
    block = head.encode() + b"\r\n\r\n" + payload
    return _warc_record("response", "application/http; msgtype=response", block, number, url, digest)


def _in_chunks(page: bytes, size: int = 1000) -> bytes:
    pieces = [page[at : at + size] for at in range(0, len(page), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _warc_record(kind: str, media_type: str, block: bytes, number: int, url: str = "", more: str = "") -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2019-02-03T04:05:06Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n{more}"
        f"WARC-Block-Digest: {_digest(block)}\r\nContent-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


# All forms, and what must come of them.


@dataclass(frozen=True)
class Form:
    """The files of one form, and what they can tell."""

    files: Callable[[], dict[str, bytes]]
    posts: tuple[str, ...] = tuple(post.id for post in POSTS)
    """Ids of the posts it holds."""
    knows: frozenset[str] = frozenset()
    """Names of fields of ExpectedPost and, after "comment ", ExpectedComment that it tells rightly."""


_OF_POSTS = ("path", "title", "day", "published", "labels", "text")
_OF_COMMENTS = tuple(f"comment {field}" for field in ("id", "author", "published", "parent", "removed", "text"))
ALL_FIELDS = frozenset((*_OF_POSTS, *_OF_COMMENTS))


def _named(folder: str, pages: Iterable[bytes], ending: str) -> dict[str, bytes]:
    return {f"{folder}/{number}{ending}": page for number, page in enumerate(pages, 1)}


def _feeds(form: str, ending: str) -> dict[str, bytes]:
    return {
        name: page
        for kind in ("posts", "comments")
        for name, page in _named(f"feeds-{form}/{kind}", feed_pages(kind, form), ending).items()
    }


def _pages(folder: str, render: Callable[[BlogPost], bytes]) -> dict[str, bytes]:
    return {f"{folder}/{post.path.strip('/').replace('/', '-')}": render(post) for post in POSTS}


def _texts() -> dict[str, bytes]:
    kettle, lift = POSTS[:2]
    return {
        "texts/kettle.txt": text_scrape(kettle),
        "texts/lift.txt": text_scrape(lift, "N"),
        "texts/june.txt": text_archive(),
    }


FORMS = {
    "takeout": Form(takeout_files, knows=ALL_FIELDS - {"comment author"}),
    "takeout in a zip": Form(lambda: {"takeout.zip": takeout_zip()}, knows=ALL_FIELDS - {"comment author"}),
    "export": Form(lambda: {"export/blog-11-05-2017.xml": classic_export()}, knows=ALL_FIELDS),
    "export with prefixes": Form(lambda: {"export/resaved.xml": classic_export(prefixed=True)}, knows=ALL_FIELDS),
    "Atom feeds": Form(lambda: _feeds("atom", ".xml"), knows=ALL_FIELDS),
    "RSS feeds": Form(
        lambda: _feeds("rss", ".rss"), knows=ALL_FIELDS - {"comment parent", "comment author", "comment removed"}
    ),
    "JSON feeds": Form(lambda: _feeds("json", ".json"), knows=ALL_FIELDS),
    "JSONP feeds": Form(lambda: _feeds("jsonp", ".js"), knows=ALL_FIELDS),
    "saved pages": Form(lambda: _pages("pages", post_page), knows=ALL_FIELDS),
    "pages of an older template": Form(
        lambda: _pages("classic", classic_post_page), knows=ALL_FIELDS - {"comment parent", "comment published"}
    ),
    "pages of months": Form(
        lambda: _named("months", map(archive_page, ("2017-06", "2017-07", "2017-10")), ".html"),
        knows=frozenset(_OF_POSTS) - {"text"},
    ),
    "plain text": Form(_texts, posts=(KETTLE, LIFT), knows=frozenset(("path", "day", "text"))),
    "web archive": Form(lambda: {"blog.warc.gz": web_archive()}, knows=ALL_FIELDS),
    "mail": Form(lambda: {"mail/bulletin.eml": mailout_eml()}, posts=()),
}


def all_files() -> dict[str, bytes]:
    """Every file of every form, by a path that no two share."""
    return {name: data for form in FORMS.values() for name, data in form.files().items()}


def _expected_comment(comment: BlogComment) -> ExpectedComment:
    return ExpectedComment(
        comment.id, comment.author or None, comment.at, comment.parent, bool(comment.was), plain(comment.text)
    )


EXPECTED = tuple(
    ExpectedPost(
        post.path,
        post.title,
        post.day,
        post.at,
        post.labels,
        blocks_as_plain(post.body),
        tuple(map(_expected_comment, post.comments)),
    )
    for post in POSTS
)


def put(files: dict[str, bytes], folder: Path) -> None:
    """Write `files` below `folder`."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
