"""What tells mails and mailings from other documents, by their first bytes.

The rule: in doubt it is none. Texts quote headers, pages of the blog hold mailings that were pasted with their mark-up,
and browsers save pages as mails; each of these is another importer's.
"""

from __future__ import annotations

import re

from archive.formats.email.headers import header_at
from archive.formats.email.mbox import BEGINS
from archive.formats.email.mime import with_plain_line_ends

_BOX = re.compile(rb"(?:\xef\xbb\xbf)?\s*+From (?! *:)")
_OF_MAIL = frozenset(
    ["content-type", "delivered-to", "message-id", "mime-version", "received", "return-path", "x-mailer"]
)
_NOT_OF_MAIL = frozenset(["snapshot-content-location", "sent"])
"""Of pages that Chromium saved; and "Sent:", which is how Outlook quotes a header in a text."""

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
"""Pages of a blog or web site, whose texts were pasted from mailings with their mark-up."""


def is_mail(start: bytes) -> bool:
    """Whether a document that begins like that is a mail or a box of mails."""
    fields, _ = header_at(with_plain_line_ends(start), 0)
    if fields.names & _NOT_OF_MAIL:
        return False
    by_hand = {"from", "subject"} <= fields.names and fields.names & {"to", "date"} and "@" in fields.first("from")
    boxed = len(fields.names) > 1 and BEGINS.match(start)
    return bool(fields.names & _OF_MAIL or by_hand or boxed)


def is_box(start: bytes) -> bool:
    """Whether the mail that begins like that stands in a box."""
    return bool(_BOX.match(start))


def is_mailing(start: bytes) -> bool:
    """Whether it is the page of a Mailchimp campaign."""
    return bool(_PAGE.match(start) and _MAILING.search(start) and not _OF_A_SITE.search(start))
