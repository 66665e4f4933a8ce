"""The page `/timeline/`: posts and comments by month, and the most frequent topics by quarter.

The rule: it stays under 100 KB however long the blog goes on. So topics, which have few posts a month, are counted by
quarter, and after 25 years the page shows fewer of them: 35 years without a gap are 96 KB (November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.pages.charts import QuartersChart, busiest_quarter, months_charts, quarters_chart
from archive.pages.lists import ListPage
from archive.pages.timeline import MonthCounts, count_by_month
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView
from archive.text import MONTHS

ADDRESS = "/timeline/"
_SUBJECTS = 12
_ROWS = 300
"""Rows in the tables of all topics together."""


def timeline_pages(posts: Sequence[PostView], topics: Sequence[Topic]) -> Iterator[ListPage]:
    """Yield the page. `posts` are all posts, `topics` those that have any."""
    counts = count_by_month(post.post for post in posts)
    values = {
        "counts": counts,
        "all_years": [
            quarters_chart("Items", "", counts.texts, counts),
            quarters_chart("Comments", "", counts.comments, counts),
        ],
        "years": list(months_charts(counts)),
        "most_texts": max(counts.texts.values(), default=0),
        "most_comments": max(counts.comments.values(), default=0),
        "month_names": [month[:3] for month in MONTHS],
        "subjects": _subjects(topics, counts),
    }
    yield ListPage(ADDRESS, "timeline", values)


def _subjects(topics: Sequence[Topic], counts: MonthCounts) -> list[QuartersChart]:
    """Return the charts of the most frequent topics, with one scale, sorted by label."""
    years = {year for year, _ in counts.texts}
    number = min(_SUBJECTS, _ROWS // max(1, len(years)))
    frequent = sorted(topics, key=lambda topic: (-len(topic.posts), topic.term.id))[:number]
    found = [(topic, count_by_month(post.post for post in topic.posts).texts) for topic in frequent]
    found.sort(key=lambda each: each[0].term.label.casefold())
    highest = max((busiest_quarter(of, counts) for _, of in found), default=0)
    return [quarters_chart(topic.term.label, topic.url, of, counts, highest) for topic, of in found]
