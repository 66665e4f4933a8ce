"""Recognise mails, mailboxes and web copies of mailings by their first bytes.

The rule: when in doubt, it isn't a mail. Texts quote headers, blog posts contain pasted mailings with their markup, and
browsers save pages in the format of mails; other formats read these.
"""

from __future__ import annotations

import re

from archive.formats.email.headers import parse_headers
from archive.formats.email.mbox import FROM_LINE
from archive.formats.email.mime import normalize_newlines

_BOX = re.compile(rb"(?:\xef\xbb\xbf)?\s*+From (?! *:)")
_OF_MAIL = frozenset(
    ["content-type", "delivered-to", "message-id", "mime-version", "received", "return-path", "x-mailer"]
)
_NOT_OF_MAIL = frozenset(["snapshot-content-location", "sent"])
"""Headers of pages saved by Chromium, and "Sent:", which Outlook writes when it quotes a header in a text."""

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*>\s*+|<!--.*?-->\s*+)?<(?:!doctype html|html|head|body|center|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAILING = re.compile(
    rb"\bmcn(?:Text|Image|Button|Divider|Caption|Follow|Preview|Box|Card|Code)\w*"
    rb"|\bmc:edit\b|\*\|(?:ARCHIVE|UNSUB|UPDATE_PROFILE|MC:SUBJECT|LIST:\w+)\|\*"
)
_OF_A_SITE = re.compile(
    rb"""\bgenerator["'][^>]{0,99}(?:blogger|wordpress|drupal)|(?:blogger|wordpress|drupal)[^>]{0,99}["']generator["']""",
    re.IGNORECASE,
)
"""Pages of a blog or web site, where posts contain pasted mailings with their markup."""


def looks_like_mail(start: bytes) -> bool:
    """Return True if a document that starts with `start` is a mail or a mailbox."""
    headers, _ = parse_headers(normalize_newlines(start), 0)
    if headers.names & _NOT_OF_MAIL:
        return False
    by_hand = {"from", "subject"} <= headers.names and headers.names & {"to", "date"} and "@" in headers.first("from")
    boxed = len(headers.names) > 1 and FROM_LINE.match(start)
    return bool(headers.names & _OF_MAIL or by_hand or boxed)


def looks_like_mbox(start: bytes) -> bool:
    """Return True if a mail that starts with `start` is in a mailbox."""
    return bool(_BOX.match(start))


def looks_like_campaign_page(start: bytes) -> bool:
    """Return True if the document is the web copy of a Mailchimp mailing."""
    return bool(_PAGE.match(start) and _MAILING.search(start) and not _OF_A_SITE.search(start))
