"""Write plain-text scrapes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from small_blog import values
from small_blog.pages import counted, heading
from small_blog.values import MORE, BlogComment, BlogPost, moment
from small_blog.wording import plain

LAST_SEEN_IN_TEXT = moment("2017-06-28 23:00:00.000")
"""When the text was scraped: later comments are missing, and the removed one is still there."""


def blocks_as_text(body: Sequence[str]) -> str:
    """Return a body as a text extractor prints it."""
    parts = []
    for is_list, group in groupby((block for block in body if block != MORE), lambda block: block.startswith("• ")):
        texts = [f"  {block}" if is_list else plain(block.removeprefix("> ")) for block in group]
        parts.append(("\n" if is_list else "\n\n").join(texts))
    return "\n\n".join(parts)


def text_scrape(post: BlogPost, form: str = "C") -> bytes:
    """Return the page of a post in plain text, form C or N: with its first title, and the removed comment."""
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
    """Return the id of the comment that starts the thread, because plain text shows one level of replies."""
    while comment.parent:
        comment = next(each for each in comments if each.id == comment.parent)
    return comment.id


def _text_comment(comment: BlogComment, number: int, indent: int) -> list[str]:
    first, *more = plain(comment.was or comment.text).split("\n")
    return [f"{' ' * indent}{number}. {first}", *(f"{' ' * (indent + 2)}{line}" if line else "" for line in more)]


def text_archive() -> bytes:
    """Return the page of June 2017 in plain text, newest first, with the first titles."""
    posts = sorted((post for post in values.POSTS if post.day.month == 6), key=lambda post: post.at, reverse=True)
    pages = [
        f"{heading(post.day)}\n\n{post.first_title or post.title}\n\n{blocks_as_text(post.body)}" for post in posts
    ]
    return ("\n\n".join(pages) + "\n").encode()
