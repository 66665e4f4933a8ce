"""What the furniture around a post or comment says of it: its address, its labels, who wrote it and when.

The rule: attributes are noted as they are; where the words of an element say it, a `Printed` is given back, for the
words to be taken down in it.
"""

from __future__ import annotations

import re

from bs4.element import Tag

from archive.formats.blogger_page.builders import CommentDraft, PageDraft, PostDraft, Printed
from archive.formats.blogger_page.landmarks import AUTHORS, Marks
from archive.markup.html_elements import attribute, is_hidden

_BLOG_IN_ADDRESS = re.compile(r"[?&]blogID=(\d+)(?:&postID=(\d+))?", re.ASCII)
_OF_A_POST = ("/post-edit.g?", "/share-post.g?", "/email-post.g?", "/comment-iframe.g?", "/comment/frame/")
"""Scripts of Blogger that are told a post's digits; others of them are told those of a comment in the same way."""
_ANCHOR = re.compile(r"\d{6,}", re.ASCII)


def note_addresses(page: PageDraft, post: PostDraft | None, tag: Tag) -> None:
    """Notes what a link of the theme says of the page, its post and its blog."""
    address = attribute(tag, "href")
    if tag.name == "link" and attribute(tag, "rel") == "canonical" and address:
        page.address = address
    elif attribute(tag, "property") == "og:url":
        page.address = page.address or attribute(tag, "content") or None
    elif found := _BLOG_IN_ADDRESS.search(address):
        page.blogs.append(found[1])
        if post and found[2] and any(script in address for script in _OF_A_POST):
            post.digits, post.blog = post.digits or found[2], post.blog or found[1]


def note_of_post(post: PostDraft, marks: Marks) -> Printed | None:
    """Notes what an element beside the text of a post says of it."""
    tag = marks.tag
    itemprop, content = attribute(tag, "itemprop"), attribute(tag, "content")
    if itemprop == "postId":
        post.digits = post.digits or content
    elif itemprop == "blogId":
        post.blog = post.blog or content
    elif tag.name == "a" and _ANCHOR.fullmatch(attribute(tag, "name")):
        post.digits = post.digits or attribute(tag, "name")
    elif "jump-link" in marks.names:
        post.teaser = True
    elif tag.name == "a" and _leads_to(post, marks):
        post.addresses.append(attribute(tag, "href"))
    else:
        post.times += _times(marks)
        return _printed_of_post(post, marks)
    return None


def note_of_comment(comment: CommentDraft, marks: Marks) -> Printed | None:
    """Notes what an element beside the text of a comment says of it."""
    address = attribute(marks.tag, "href")
    if "showComment=" in address:
        comment.links.append(address)
    elif not comment.author and (marks.tag.name == "cite" or marks.names & (AUTHORS | {"fn"})):
        comment.author, comment.said = Printed(), bool(marks.names & AUTHORS)
        return comment.author
    else:
        comment.times += _times(marks)
    return None


def offers_more(marks: Marks) -> bool:
    """Whether this leads to comments that are not on the page: a button that is shown, or other pages of comments."""
    button = "loadmore" in marks.names and "hidden" not in marks.names and not is_hidden(marks.tag)
    return button or "commentPage=" in attribute(marks.tag, "href")


def _leads_to(post: PostDraft, marks: Marks) -> bool:
    """Whether the link is one to the post: its time stamp, or what stands around all of it in lists for phones."""
    permanent = "bookmark" in attribute(marks.tag, "rel").split() or "timestamp-link" in marks.names
    return permanent or (post.teaser and not post.begun)


def _printed_of_post(post: PostDraft, marks: Marks) -> Printed | None:
    if marks.tag.name == "a" and "tag" in attribute(marks.tag, "rel").split():
        post.labels.append(Printed())
        return post.labels[-1]
    if "fn" in marks.names and not post.author:
        post.author = Printed()
        return post.author
    if "comment-link" in marks.names and not post.comment_link:
        post.comment_link = Printed()
        return post.comment_link
    return None


def _times(marks: Marks) -> list[str]:
    """The instants that the attributes of an element say."""
    if marks.tag.name == "time":
        return [attribute(marks.tag, "datetime")]
    if attribute(marks.tag, "itemprop") == "datePublished" or "published" in marks.names:
        return [written for name in ("title", "content", "datetime") if (written := attribute(marks.tag, name))]
    return []
