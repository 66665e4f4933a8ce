"""Recognise a web page that a browser saved as one file (MHTML), which has the form of a mail.

The rule: it is a page if its header says that a browser saved it. Otherwise it must have what a saved page has, related
parts or their addresses, and nothing that only a mail has: recipients, a sender's address, the way it took. Names such
as "page.mht" don't count, because Outlook gives them to mails too.
"""

from __future__ import annotations

import re

from archive.sources.mime_parts import mime_head

_SAVED_BY = re.compile(r"[\s\"'<]*saved by ", re.IGNORECASE)
_OF_A_MAIL = frozenset(
    [
        *("to", "cc", "bcc", "delivered-to", "received", "return-path", "message-id", "reply-to", "sender"),
        *("in-reply-to", "references", "thread-index", "x-mailer", "x-original-to"),
    ]
)
_OF_BOTH = frozenset(["from", "subject", "date", "mime-version", "content-type", "content-location"])
_ADDRESS = re.compile(rb"^content-location:\s*(?:https?|ftp|file):", re.IGNORECASE | re.MULTILINE)


def is_saved_page(start: bytes) -> bool:
    """Return True if a file that starts with `start` is a web page saved as MHTML."""
    head = mime_head(start)
    if "snapshot-content-location" in head.fields or _SAVED_BY.match(head.fields.get("from", "")):
        return True
    if "@" in head.fields.get("from", "") or _OF_A_MAIL & head.fields.keys() or len(_OF_BOTH & head.fields.keys()) < 2:
        return False
    return head.type == "multipart/related" or bool(_ADDRESS.search(start))
