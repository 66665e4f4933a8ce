"""Statements in the scripts that Blogger writes into its pages.

`_WidgetManager._SetDataContext([{'name': 'blog', 'data': {'blogId': '…', 'canonicalUrl': '…'}}, …])` describes the
page; older pages have `_WidgetManager._Init('//www.blogger.com/rearrange?blogID\\x3d…','//…/2017/06/slug.html','…')`.
Both are JavaScript, not JSON: `\\x3d`, `\\u003d` and `\\/` stand for "=" and "/". A script of the theme with the same
keys does not count, because it may speak of other posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.copied_urls import plain_url
from archive.formats.page_statements.statements import Said, Statement

_STRING = r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\""
_CONTEXT = re.compile(r"_WidgetManager\._SetDataContext\s*\(")
_INIT = re.compile(rf"_WidgetManager\._Init\s*\(\s*({_STRING})\s*,\s*({_STRING})(?:\s*,\s*({_STRING}))?")
_DATA = re.compile(r"""\{\s*['"]name['"]\s*:\s*['"](blog|view)['"]\s*,\s*['"]data['"]\s*:\s*\{""")
_PAIR = re.compile(rf"({_STRING})\s*:\s*({_STRING}|true\b|false\b)")
_KEYS = {
    ("blog", "canonicalUrl"): "address",
    ("blog", "url"): "address",
    ("view", "url"): "address",
    ("blog", "blogId"): "blog_id",
    ("blog", "postId"): "post_id",
    ("view", "postId"): "post_id",
    ("blog", "pageName"): "title",
    ("blog", "postTitle"): "title",
    ("blog", "title"): "site_name",
    ("blog", "pageType"): "kind",
    ("view", "type"): "kind",
}
_CONFIG = re.compile(r"\bconfig\s*=\s*\{")
_CONFIG_KEYS = {"id": "blog_id", "postId": "post_id"}
"""Of the script that loads more comments: `var config = {'id': '…', 'postId': '…', 'maxThreadDepth': '2'}`."""
_COMMENT_FRAME = re.compile(r"/comment(?:-iframe\.g\?|/frame/)[^'\"]*", re.IGNORECASE)
_BLOG_ID = re.compile(r"(?:/comment/frame/|blogID=)([0-9]{1,25})", re.IGNORECASE)
_POST_ID = re.compile(r"[?&](?:po|postID)=([0-9]{1,25})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LONGEST = 2**20
"""Characters of a script that are read. Blogger's own have about 10,000."""


def is_of_blogger(script: str) -> bool:
    """Return True for a script that Blogger writes, which names one of its own functions or settings."""
    return any(name in script for name in ("_WidgetManager", "BLOG_CMT", "maxThreadDepth"))


def script_statements(scripts: Iterable[str]) -> Said:
    """Return what Blogger's own scripts among `scripts` say, the most explicit first."""
    said: Said = {}
    found = [each for script in scripts for each in _statements(script[:_LONGEST])]
    for fact, statement in sorted(found, key=lambda each: "canonicalUrl" not in each[1].said_in):
        said.setdefault(fact, []).append(statement)
    return said


def script_text(literal: str) -> str:
    """Return the value of a JavaScript string, given with its quotation marks."""
    return _ESCAPE.sub(
        lambda found: chr(int(found[1] or found[2], 16)) if found[1] or found[2] else found[3], literal[1:-1]
    )


def _statements(script: str) -> Iterator[tuple[str, Statement]]:
    if context := _CONTEXT.search(script):
        yield from _in_context(script[context.end() :])
    if init := _INIT.search(script):
        yield from _in_init([script_text(argument) for argument in init.groups("''")])
    if "maxThreadDepth" in script and (config := _CONFIG.search(script)):
        yield from _in_config(script[config.end() :].partition("}")[0])
    if "comment" in script and (frame := _COMMENT_FRAME.search(plain := plain_script(script))):
        yield from _ids_in(plain[frame.start() : frame.end()], "the comment form")


def plain_script(script: str) -> str:
    """Return the script with `\\x3d`, `\\u003d` and `\\/` written out."""
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)) if found[1] or found[2] else found[3], script)


def _in_context(script: str) -> Iterator[tuple[str, Statement]]:
    starts = list(_DATA.finditer(script))
    ends = [*(following.start() for following in starts[1:]), len(script)]
    for start, end in zip(starts, ends, strict=False):
        seen: set[str] = set()
        for pair in _PAIR.finditer(script, start.end(), end):
            key, value = script_text(pair[1]), _value(pair[2])
            fact = _KEYS.get((start[1], key))
            if fact and key not in seen and value and not value.startswith("?"):  # "?view=classic" of a dynamic view
                seen.add(key)
                yield fact, Statement(plain_url(value) if fact == "address" else value, f"the page's script ({key})")


def _in_config(values: str) -> Iterator[tuple[str, Statement]]:
    for pair in _PAIR.finditer(values):
        fact, value = _CONFIG_KEYS.get(script_text(pair[1])), _value(pair[2])
        if fact and value.isdecimal():
            yield fact, Statement(value, "the script of the comments")


def _value(literal: str) -> str:
    return script_text(literal).strip() if literal[0] in "'\"" else literal


def _in_init(arguments: list[str]) -> Iterator[tuple[str, Statement]]:
    where = "the page's script (_Init)"
    address, blog = plain_url(arguments[1]), arguments[2]
    if address:
        yield "address", Statement(address, where)
    if blog.isdecimal():
        yield "blog_id", Statement(blog, where)


def _ids_in(address: str, where: str) -> Iterator[tuple[str, Statement]]:
    for fact, pattern in (("blog_id", _BLOG_ID), ("post_id", _POST_ID)):
        if found := pattern.search(address):
            yield fact, Statement(found[1], where, is_explicit=False)
