"""Note what the elements around a post or comment say about it: its address, labels, author and times.

Attributes are stored as they are, and printed names with the part of them that is a link.
"""

from __future__ import annotations

import re

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import CommentBuilder, PageBuilder, PostBuilder, PrintedText
from archive.formats.blogger_page.landmarks import AUTHORS, POST_ANCHOR, Landmarks
from archive.formats.blogger_page.outline import Element, Outline
from archive.formats.page_statements.times import parse_time
from archive.markup.html_elements import attribute, is_hidden

_BLOG_IN_ADDRESS = re.compile(r"[?&]blogID=(\d+)(?:&postID=(\d+))?", re.ASCII)
_POST_SCRIPTS = ("/post-edit.g?", "/share-post.g?", "/email-post.g?", "/comment-iframe.g?", "/comment/frame/")
"""Blogger's scripts that take the id of a post. Others take the id of a comment in the same parameter."""
_DELETE_LINK = re.compile(r"/delete-comment\.g\?.*\bpostID=(\d+)", re.ASCII)
_PERMALINK = re.compile(r"showComment=|#c\d+$", re.ASCII)
_TIMES = {"datePublished", "dateCreated", "commentTime"}
_ADDRESSES = ("url", "mainEntityOfPage")
"""Microdata properties with the address of a post."""
POSTED_BY = re.compile(r"[Pp]osted by (\S.{0,60}?) (?:at|on) ")
"""The footer of the oldest theme, which does not mark the name."""
_LONGEST_NAME = 200
"""Tokens. A longer element is not a name; an unclosed one would hold the rest of the page."""


def printed_text(outline: Outline, element: Element, with_permalinks: bool = True) -> PrintedText:
    """Return the text in an element, and the part of it that is in links.

    Links to comments are left out unless `with_permalinks`.
    """
    printed = PrintedText()
    links: list[bool] = []
    for token in outline.tokens[element.start : min(element.end, element.start + _LONGEST_NAME)]:
        tag = outline.elements[token.element].tag
        if token.kind == "text" and all(links):
            printed.pieces.append(token.text)
            printed.linked += [token.text] if links else []
        elif token.kind == "start" and tag.name == "a":
            address = attribute(tag, "href")
            links.append(with_permalinks or not _PERMALINK.search(address))
        elif token.kind == "end" and tag.name == "a" and links:
            links.pop()
    return printed


def note_page(page: PageBuilder, landmarks: Landmarks) -> None:
    """Store the blog's id if a link of the theme has it."""
    if found := _BLOG_IN_ADDRESS.search(attribute(landmarks.tag, "href")):
        page.blogs.append(found[1])


def note_post(post: PostBuilder, outline: Outline, element: Element) -> None:
    """Store what an element outside the text of a post says about the post."""
    tag, names = element.tag, element.landmarks.names
    itemprop, content, address = (attribute(tag, name) for name in ("itemprop", "content", "href"))
    found = _BLOG_IN_ADDRESS.search(address)
    if found and found[2] and any(script in address for script in _POST_SCRIPTS):
        post.digits, post.blog = post.digits or found[2], post.blog or found[1]
    elif itemprop == "postId":
        post.digits = post.digits or content
    elif itemprop == "blogId":
        post.blog = post.blog or content
    elif itemprop in _ADDRESSES and parse_post_url(content or address):
        post.addresses.append(content or address)
    elif itemprop == "keywords":
        words = (content or printed_text(outline, element).text).split(",")
        post.labels += [PrintedText([word]) for word in words if word.strip()]
    elif tag.name == "a" and POST_ANCHOR.fullmatch(attribute(tag, "name")):
        post.digits = post.digits or attribute(tag, "name")
    elif "jump-link" in names or (tag.name == "a" and address.endswith(".html#more")):
        post.teaser = True
    elif tag.name == "a" and _leads_to(post, element.landmarks):
        post.addresses.append(address)
    else:
        post.times += _times(element.landmarks)
        _note_printed(post, outline, element)


def note_comment(comment: CommentBuilder, outline: Outline, element: Element) -> None:
    """Store what an element outside the text of a comment says about the comment."""
    tag, names = element.tag, element.landmarks.names
    address = attribute(tag, "href")
    if "showComment=" in address:
        comment.links += [address] if comment.permalink in (None, address) else []
    elif found := _DELETE_LINK.search(address):
        comment.id = comment.id or found[1]
    elif not comment.author and (tag.name == "cite" or names & (AUTHORS | {"fn"}) or _is_author(element)):
        comment.author = printed_text(outline, element, with_permalinks=False)
        comment.in_sentence = bool(names & AUTHORS)
    else:
        comment.times += _times(element.landmarks)


def offers_more(landmarks: Landmarks) -> bool:
    """Return True for a link or visible button that leads to comments that are not on this page."""
    button = "loadmore" in landmarks.names and "hidden" not in landmarks.names and not is_hidden(landmarks.tag)
    return button or "commentPage=" in attribute(landmarks.tag, "href")


def _leads_to(post: PostBuilder, landmarks: Landmarks) -> bool:
    """Return True for a permalink of the post: its timestamp, or the link around a teaser in mobile lists."""
    return is_permalink(landmarks) or (post.teaser and not post.has_content)


def is_permalink(landmarks: Landmarks) -> bool:
    """Return True for a link that is marked as the permalink of a post."""
    tag = landmarks.tag
    is_marked = "bookmark" in attribute(tag, "rel").split() or attribute(tag, "title") == "permanent link"
    return tag.name == "a" and (is_marked or "timestamp-link" in landmarks.names)


def _note_printed(post: PostBuilder, outline: Outline, element: Element) -> None:
    tag, names = element.tag, element.landmarks.names
    if tag.name == "a" and "tag" in attribute(tag, "rel").split():
        post.labels.append(printed_text(outline, element))
    elif ("fn" in names or _is_author(element)) and not post.author:
        post.author = printed_text(outline, element)
    elif "post-footer" in names and not post.author and (found := POSTED_BY.match(printed_text(outline, element).text)):
        post.author = PrintedText([found[1]])
    elif "comment-link" in names and not post.comment_link:
        post.comment_link = printed_text(outline, element)


def _is_author(element: Element) -> bool:
    return bool({"author", "creator"} & set(element.landmarks.properties)) and element.tag.name not in ("link", "meta")


def _times(landmarks: Landmarks) -> list[str]:
    """Return the times in the attributes of an element."""
    if "dateModified" in landmarks.properties or ("updated" in landmarks.names and "published" not in landmarks.names):
        return []
    if landmarks.tag.name == "time":
        return [attribute(landmarks.tag, "datetime")]
    if parse_time(title := attribute(landmarks.tag, "title")):
        return [title]
    if _TIMES.intersection(landmarks.properties) or "published" in landmarks.names:
        return [written for name in ("title", "content", "datetime") if (written := attribute(landmarks.tag, name))]
    return []
