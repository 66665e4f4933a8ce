"""Classify the texts of a saved page as title, post, comment or furniture; what is none of these is unplaced.

The steps, each of which only uses what the steps before it found:

1. posts by the marks of known themes (`post_marks.py`);
2. comments by Blogger's anchors (`comment_anchors.py`, `comment_sides.py`, `comment_regions.py`, `sections.py`);
3. posts without marks by what the page states and by what is between a title and a footer (`post_reading.py`);
4. furniture by kind (`furniture.py`), and the part of each text (`placing.py`, `assembling.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from archive.formats.blogger_page.assembling import assemble
from archive.formats.blogger_page.builders import CommentBuilder, PageBuilder
from archive.formats.blogger_page.comment_anchors import elements_outside, find_anchors
from archive.formats.blogger_page.comment_regions import Owners, find_regions
from archive.formats.blogger_page.furniture import ACTIONS
from archive.formats.blogger_page.noting import note_page
from archive.formats.blogger_page.outline import Element, Line, Outline, outline_of
from archive.formats.blogger_page.page_furniture import PageFurniture, find_furniture
from archive.formats.blogger_page.places import Places
from archive.formats.blogger_page.placing import UNPLACED, Placing
from archive.formats.blogger_page.post_marks import find_marked_posts
from archive.formats.blogger_page.post_reading import PostReader
from archive.formats.blogger_page.sections import SectionReader, count_above, is_comments_heading
from archive.formats.page_statements.statements import PageStatements
from archive.formats.page_statements.times import day_of
from archive.markup.html_elements import attribute


def classify(html: str, statements: PageStatements) -> PageBuilder:
    """Return the parts of a page. Each of its texts is in one of them."""
    outline = outline_of(html)
    page = _stated_page(outline, statements)
    furniture = find_furniture(outline)
    for element in outline.elements:
        note_page(page, element.landmarks)
    find_marked_posts(outline, page)
    outside = elements_outside(outline, page)
    headings = [
        line.start
        for line in outline.lines
        if is_comments_heading(outline, line) and not _is_control(outline, furniture, line)
    ]
    anchors = find_anchors(outline, page, outside)
    headings += count_above(outline, anchors[0].position) if anchors else []
    others = [element.start for element in outline.elements if _is_no_comment(element)]
    others += _stated_titles(outline, page)
    owners = find_regions(outline, anchors, _foreign(page, [*furniture.ends, *headings, *others]))
    marked = [outline.elements[number].start for number in outside if outline.elements[number].landmarks.is_section]
    posts = PostReader(outline, page, furniture, sorted([*_starts(owners).values(), *marked, *headings]))
    posts.read()
    sections = SectionReader(outline, page, owners, elements_outside(outline, page))
    sections.read()
    bylines = frozenset(posts.bylines), frozenset(sections.bylines)
    placing = Placing(outline, page, furniture, owners, frozenset(sections.headings), *bylines)
    placing.decide()
    ends = [outline.end_of(start) for start, owner in owners.items() if owner]
    assemble(placing, Places(page, _starts(owners), [*ends, *(element.end for element in sections.marked)]))
    _mark_doubtful(page, placing, _starts(owners), furniture.ends)
    return page


def _stated_page(outline: Outline, statements: PageStatements) -> PageBuilder:
    """Return a page with what it states about itself, and without parts."""
    own = statements.page
    return PageBuilder(
        address=statements.address,
        titles=_titles(outline, statements),
        author=own.author.value if own.author else None,
        day=day_of(own.published.value) if own.published else None,
    )


def _titles(outline: Outline, statements: PageStatements) -> tuple[str, ...]:
    """Return the titles that the page states, of itself and of its posts."""
    stated = [entry.title.value for entry in (statements.page, *statements.entries) if entry.title]
    heads = (outline.text(element.start, element.end) for element in outline.elements if element.tag.name == "title")
    return tuple(dict.fromkeys(title for title in (*stated, *heads) if title))


def _is_control(outline: Outline, furniture: PageFurniture, line: Line) -> bool:
    """Return True for a line such as "Antworten" that is a button below a comment."""
    kinds = (furniture.kinds[number] for number in outline.elements_in(*line))
    return any(kind is not None and kind.kind == ACTIONS for kind in kinds)


def _is_no_comment(element: Element) -> bool:
    """Return True for a gadget, a main heading or the permalink of a post: no comment has one."""
    tag, address = element.tag, attribute(element.tag, "href")
    is_permalink = "bookmark" in attribute(tag, "rel").split() and not ("showComment=" in address or "#" in address)
    return tag.has_attr("data-version") or tag.name == "h1" or is_permalink


def _stated_titles(outline: Outline, page: PageBuilder) -> list[int]:
    """Return where the lines start that are titles which the page states."""
    longest = max((len(title.split()) for title in page.titles), default=0)
    short = (line for line in outline.lines if outline.words(*line) <= longest)
    return [line.start for line in short if outline.text(*line) in page.titles]


def _starts(owners: Owners) -> dict[CommentBuilder, int]:
    """Return where each comment starts."""
    starts: dict[CommentBuilder, int] = {}
    for position, owner in owners.items():
        if owner:
            starts[owner] = min(position, starts.get(owner, position))
    return starts


def _mark_doubtful(
    page: PageBuilder, placing: Placing, starts: Mapping[CommentBuilder, int], ends: Sequence[int]
) -> None:
    """Mark the comments without a text that have unplaced words before them or behind, up to something foreign."""
    unplaced = [at for at, part in placing.parts.items() if part is UNPLACED and placing.outline.words(at, at + 1)]
    edges = sorted([*starts.values(), *ends])
    for comment in (comment for section in page.sections for comment in section.comments if not comment.body):
        if comment in starts:
            index = bisect_left(edges, starts[comment])
            first = edges[index - 1] if index else 0
            last = edges[index + 1] if index + 1 < len(edges) else len(placing.outline.tokens)
            comment.is_doubtful = bisect_left(unplaced, first) < bisect_left(unplaced, last)


def _foreign(page: PageBuilder, others: Iterable[int]) -> list[int]:
    """Return where something starts or ends that is in no comment."""
    texts = (edge for post in page.posts for at in (post.title_at, post.body_at) if at for edge in at)
    return sorted({*texts, *others})
