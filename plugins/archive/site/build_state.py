"""What the plugins know of a build so far.

One value on Pelican's context, under `KEY`. The rule: each step fills its own fields and reads only those of the steps
before it; a field that is not filled yet raises AttributeError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from archive.content.addresses import FileProblem
from archive.duplicates.find import Findings
from archive.pages.quotations.relations import TextLinks
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView
from archive.series import Series
from archive.site.kept_pages import KeptPages
from archive.site.kept_posts import PostReading
from archive.tags.vocabulary import Vocabulary

KEY = "build"
"""Name of the value in Pelican's context."""


@dataclass
class BuildState:
    """Completed by the plugins in the order of PLUGINS in pelicanconf.py."""

    views: dict[str, PostView] = field(init=False)
    """All posts that have a valid address, by ref; from `dedup` on, those that are shown (`reading`)."""
    readings: Mapping[str, PostReading] = field(init=False)
    """The same posts as their files have them (`reading`)."""
    addresses: dict[str, set[str]] = field(init=False)
    """The addresses that links in each post and its comments lead to (`reading`)."""
    files: KeptPages = field(init=False)
    """The files of the site that is being built (`reading`)."""
    templates: dict[str, str] = field(default_factory=dict)
    """A digest of each template that was used (`writing`)."""
    render: Callable[[str, str, str], str] = field(init=False)
    """Returns the HTML of a text that is in a file: `PostReader.html` (`reading`)."""

    refused: list[FileProblem] = field(default_factory=list)
    """Files that could not be read, placed or shown (`reading`, `linking`)."""
    findings: Findings = field(init=False)
    """Duplicates and shared passages (`dedup`)."""
    doubtful: int = field(init=False)
    """How many of the findings `invoke review` asks about (`dedup`)."""
    hidden_copies: list[tuple[PostView, PostView]] = field(init=False)
    """Each duplicate that is hidden, with the post that is shown instead (`dedup`)."""
    vocabulary: Vocabulary = field(init=False)
    """All terms (`tagging`)."""
    topics: Sequence[Topic] = field(init=False)
    """Terms with at least one post, by id (`tagging`)."""
    tag_faults: tuple[str, ...] = field(init=False)
    """A line for each tag in a file that names no term (`tagging`)."""
    posts: list[PostView] = field(init=False)
    """All posts that are shown, newest first (`listing`)."""
    series: Sequence[Series] = field(init=False)
    """Series among the posts (`series_links`)."""
    quotations: Mapping[str, TextLinks] = field(init=False)
    """Passages shared with other texts, by the ref of the post or comment (`quoting`)."""
