"""Write pages of the blog as a browser saves them: a post, a month, and a post in an older template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby

from small_blog import values
from small_blog.values import BLOG, LONDON, MORE, NAME, OWNER, OWNER_PROFILE, BlogComment, BlogPost, address
from small_blog.wording import (
    MONTHS,
    blocks_as_html,
    comment_address,
    comment_html,
    local_time,
    post_address,
    shown_time,
)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def heading(day: date, comma: str = ",") -> str:
    """Return the heading that Blogger prints above the posts of a day."""
    return f"{_DAYS[day.weekday()]}{comma} {day.day} {MONTHS[day.month - 1]} {day.year}"


def post_page(post: BlogPost) -> bytes:
    """Return the page of a post, with its comments in threads."""
    return _page(post.title, address(post.path), _date_outer(post.day, [_post_outer(post)]) + _threads(post))


def archive_page(month: str) -> bytes:
    """Return the page of a month such as "2017-07": newest day first, posts cut at jump breaks, no comments."""
    posts = sorted(
        (post for post in values.POSTS if f"{post.day:%Y-%m}" == month), key=lambda post: post.at, reverse=True
    )
    days = groupby(posts, lambda post: post.day)
    outer = "".join(_date_outer(day, [_post_outer(post, on_archive=True) for post in group]) for day, group in days)
    year, number = month.split("-")
    return _page(f"{MONTHS[int(number) - 1]} {year}", address(f"/{year}/{number}/"), outer)


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
        f"<ul><li><a href='{address(values.POSTS[0].path)}'>{values.POSTS[0].title}</a></li></ul></div></div>\n"
        "</body>\n</html>\n"
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
        f"<abbr class='published' itemprop='datePublished' title='{local_time(post.at, 'seconds')}'>"
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
    """Return the heading above the comments."""
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
        f'<a rel="nofollow" href="{comment_address(comment)}">{shown_time(comment.at)}</a></span></div>{content}</p>'
        f'<span class="comment-actions secondary-text">{reply}<span class="item-control blog-admin pid-1234567">'
        f'<a href="https://www.blogger.com/delete-comment.g?blogID={BLOG}&amp;postID={name}">Delete</a></span></span></div>'
        f'<div class="comment-replies"><div id="c{name}-rt" class="comment-thread inline-thread{hidden}">'
        '<span class="thread-toggle thread-expanded"><span class="thread-arrow"></span><span class="thread-count">'
        f'<a>Replies</a></span></span><ol id="c{name}-ra" class="thread-chrome thread-expanded"><div>{replies}</div>'
        f'<div id="c{name}-continue" class="continue"><a class="comment-reply" data-comment-id="{name}">Reply</a></div>'
        f'</ol></div></div><div class="comment-replybox-single" id="c{name}-ce"></div></li>'
    )


def classic_post_page(post: BlogPost) -> bytes:
    """Return the page of a post in an older template: comments in one list, with times to the minute and no threads."""
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
    local, own, name = comment.at.astimezone(LONDON), f"{post_address(comment)}#c{comment.id}", comment.id
    removed = f"<span class='deleted-comment'>{comment.text}</span>"
    return (
        f"<dt class='comment-author ' id='c{name}'>\n<a name='c{name}'></a>\n{comment.author}\nsaid...\n</dt>\n"
        f"<dd class='comment-body' id='Blog1_cmt-{name}'>\n<p>\n"
        f"{removed if comment.was else comment_html(comment.text)}\n</p>\n</dd>\n<dd class='comment-footer'>\n"
        f"<span class='comment-timestamp'>\n<a href='{own}' title='comment permalink'>\n"
        f"{local.month}/{local.day}/{local:%y} {local.hour}:{local:%M} GMT\n</a>\n</span>\n</dd>\n"
    )
