"""The data of the blog: its name, its posts and comments as they are today, and what must not be published.

The forms read these values each time they are written, so that a test can replace them (see changing_blog.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
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
"""E-mail addresses in the settings, in a comment and in the mailout; none of them may be in the archive."""
MEMBER_TOKEN = "f00dcafe42"
"""The recipient's id in the links of the mailout; it must not be in the archive either."""
REMOVED = "This comment has been removed by the author."
MORE = "[jump break]"
PICTURE = "https://1.bp.blogspot.com/-car/park/AAAA/s1600/car-park.png"
ALBUM = f"Takeout/Blogger/Albums/{NAME}"


def tag(number: str, blog: str = BLOG) -> str:
    """Return Blogger's id of a post or comment."""
    return f"tag:blogger.com,1999:blog-{blog}.post-{number}"


def address(path: str, scheme: str = "http", host: str = HOST) -> str:
    return f"{scheme}://{host}{path}"


def moment(text: str) -> datetime:
    """Parse "2017-06-24 08:15:00.000" as a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class BlogComment:
    """A comment as it is on the blog today."""

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
    """Its text before it was removed; `text` is then Blogger's placeholder."""
    named_in_takeout: bool = True

    @property
    def live(self) -> bool:
        return self.status == "LIVE" and not self.trashed

    @property
    def milliseconds(self) -> int:
        return (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // _MILLISECOND


@dataclass(frozen=True)
class BlogPost:
    """A post or static page as it is on the blog today."""

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
    """Its title when it was published, if that was another one."""
    status: str = "LIVE"
    trashed: bool = False
    type: str = "POST"

    @property
    def live(self) -> bool:
        return self.status == "LIVE" and not self.trashed and self.type == "POST"

    @property
    def comments(self) -> tuple[BlogComment, ...]:
        """The live comments, oldest first."""
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
"""What a Takeout has that must not be published: Blogger's id, a word of the reason, and a word of its text."""

MAILOUT_TITLE, MAILOUT_DAY = "Tarnshire Branch Bulletin 12 – Workloads", date(2017, 7, 11)
MAILOUT = (
    "Dear member,",
    "The workload survey closes on Friday. Forty-one of sixty colleagues in Tarnshire have answered so far, & the "
    "branch would “like the other nineteen to be counted too”.",
    "{Open the survey|https://survey.tarnshire-napo.example/2017/workloads} before the week is out.",
    "In unity, the branch committee",
)
