"""Recognise a web page that a browser saved as one file (MHTML), which has the form of a mail.

The rule: it is a page if its header says that a browser saved it. Otherwise it must have what a saved page has, the
address of its parts, and nothing that only a mail has: recipients, a sender's address, the way it took. Names such as
"page.mht" don't count, because Outlook gives them to mails too.
"""

from __future__ import annotations

import re

from archive.sources.mime_parts import MimeSpan, mime_head, mime_parts

_SAVED_BY = re.compile(r"[\s\"'<]*saved by ", re.IGNORECASE)
_OF_A_MAIL = frozenset(
    [
        *("to", "cc", "bcc", "delivered-to", "received", "return-path", "message-id", "reply-to", "sender"),
        *("in-reply-to", "references", "thread-index", "x-mailer", "x-original-to"),
    ]
)
_OF_A_PAGE = ("multipart/related", "multipart/alternative", "multipart/mixed", "text/html", "application/xhtml+xml")
_ADDRESS = re.compile(r"\s*(?:https?|ftp|file):", re.IGNORECASE)


def is_saved_page(start: bytes) -> bool:
    """Return True if a file that starts with `start` is a web page saved as MHTML."""
    head = mime_head(start)
    if "snapshot-content-location" in head.fields or _SAVED_BY.match(head.fields.get("from", "")):
        return True
    if head.type not in _OF_A_PAGE or "@" in head.fields.get("from", "") or _OF_A_MAIL & head.fields.keys():
        return False
    return _has_address(head) or any(_has_address(part) for part in mime_parts(start))


def _has_address(part: MimeSpan) -> bool:
    return bool(_ADDRESS.match(part.fields.get("content-location", "")))
