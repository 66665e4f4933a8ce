"""A small invented blog, "Tarnshire Probation Notes", in every form that a keeper may have.

The rule: the forms are made from values.py as docs/formats.md describes them, without any code of the archive. EXPECTED
is what an archive of all forms must contain, and LEFT_OUT what it must not.

A body is a sequence of blocks: a paragraph, "• " a list item, "> " a quotation, "! " the address of an image, MORE a
jump break. In any text `{words|address}` is a link; a newline in a comment is a line break.
"""

from small_blog.feeds import classic_export, feed_pages, live_comments
from small_blog.forms import ALL_FIELDS, EXPECTED, FORMS, ExpectedComment, ExpectedPost, all_files, put
from small_blog.mail_and_web import mailout_eml, web_archive
from small_blog.pages import archive_page, classic_post_page, post_page
from small_blog.takeout import picture, takeout_files, takeout_zip, zipped
from small_blog.texts import text_scrape
from small_blog.values import (
    ABOUT,
    BLOG,
    COMMENT_EMAIL,
    COMMENTS,
    EMAILS,
    LEFT_OUT,
    LONDON,
    MAILOUT,
    MAILOUT_DAY,
    MAILOUT_TITLE,
    MEMBER_TOKEN,
    OWNER,
    PICTURE,
    POSTS,
    REMOVED,
    UNPUBLISHED,
    BlogComment,
    BlogPost,
    moment,
    tag,
)
from small_blog.wording import plain

__all__ = [
    "ABOUT",
    "ALL_FIELDS",
    "BLOG",
    "COMMENTS",
    "COMMENT_EMAIL",
    "EMAILS",
    "EXPECTED",
    "FORMS",
    "LEFT_OUT",
    "LONDON",
    "MAILOUT",
    "MAILOUT_DAY",
    "MAILOUT_TITLE",
    "MEMBER_TOKEN",
    "OWNER",
    "PICTURE",
    "POSTS",
    "REMOVED",
    "UNPUBLISHED",
    "BlogComment",
    "BlogPost",
    "ExpectedComment",
    "ExpectedPost",
    "all_files",
    "archive_page",
    "classic_export",
    "classic_post_page",
    "feed_pages",
    "live_comments",
    "mailout_eml",
    "moment",
    "picture",
    "plain",
    "post_page",
    "put",
    "tag",
    "takeout_files",
    "takeout_zip",
    "text_scrape",
    "web_archive",
    "zipped",
]
