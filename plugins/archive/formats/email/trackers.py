"""Remove from links what identifies the recipient, and find out which mailing a mail belongs to.

The rule: two members' copies of one mailing must become the same text. Mailchimp's links are known from its documents
and templates ("Mailchimp" in docs/formats.md), those of other senders from general knowledge. Nothing is fetched, so a
link that only counts clicks is dropped and its words stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archive.formats.email.headers import MailHeaders

MASK = "[address-removed]"
"""Replaces the address of a recipient. One word, like the address."""

_ADDRESS = re.compile(
    r"""((?:href|src|background)\s*+=\s*+["']?\s*+)?((?:https?://|mailto:)[^\s<>"']+)""", re.IGNORECASE
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]+)+")
TRACKER = re.compile(
    r"""https?://(?:
        [\w.-]*(?:list-manage\d*|mandrillapp)\.com/track/
      | [\w.-]+/track/click\b
      | [\w.-]+/(?:wf|ls)/(?:click|open)\b
      | [\w.-]*\b(?:cmail|createsend)\d*\.com/t/
      | [\w.-]*\bct\.sendgrid\.net/
      | r\d+\.rs6\.net/tn\.jsp
      | lnks\.gd/l/
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Addresses that count clicks or views, of Mailchimp and Mandrill, Campaign Monitor, Constant Contact, SendGrid and
Granicus."""
_MAILCHIMP = re.compile(
    r"https?://[\w.-]*(?:list-manage\d*|campaign-archive\d*|forward-to-friend\d*|eepurl|mailchimp|mailchi)\.(?:com|mp)\b",
    re.IGNORECASE,
)
_PERSONAL_PARAMETERS = frozenset(
    [
        *("_hsenc", "_hsmi", "ck_subscriber_id", "ct", "e-mail", "email", "mc_cid", "mc_eid", "mkt_tok"),
        *("recipient", "recipient_id", "subscriber", "subscriber_id", "vero_id"),
    ]
)
"""Parameters that identify a reader or the mailing, on any site."""
_TOKEN = re.compile(r"[0-9a-f]{6,}|\[?uniqid\]?|\*\|uniqid\|\*", re.IGNORECASE)
_TRAILING = ").,;:!?]"
"""Brackets and punctuation that may follow an address in a text."""
_AND = re.compile("(&amp;|&)")

_CAMPAIGN_FIELD = re.compile(r"(?:mailchimp)?[0-9a-f]{6,}\.([0-9a-f]{6,})", re.IGNORECASE)
_CAMPAIGN_ID = r"(?:\S{{0,500}}?(?:&amp;|&))??{}=([0-9a-f]{{6,}})\b"
_CAMPAIGN_LINKS = tuple(
    re.compile(rf"https?://[\w.-]+\.com/{place}\?{_CAMPAIGN_ID.format(name)}", re.IGNORECASE)
    for place, name in (
        ("unsubscribe", "c"),
        (r"track/open\.php", "id"),
        ("forward", "id"),
    )
)
_ARCHIVE_LINK = re.compile(
    rf"https?://[\w.-]*campaign-archive\d*\.com/(?:home/)?\?{_CAMPAIGN_ID.format('id')}", re.IGNORECASE
)


def remove_recipient(text: str, recipients: frozenset[str]) -> str:
    """Mask `recipients` and remove what identifies them from links, in text or HTML. The number of words stays."""

    def masked(found: re.Match[str]) -> str:
        return MASK if found.group().lower() in recipients else found.group()

    def untracked(found: re.Match[str]) -> str:
        attribute, address = found.group(1) or "", _EMAIL.sub(masked, found.group(2))
        if attribute and (TRACKER.match(address) or address.startswith(f"mailto:{MASK}")):
            return f"{attribute}#"
        return attribute + _remove_tokens(address)

    return _EMAIL.sub(masked, _ADDRESS.sub(untracked, text))


def mask_addresses(name: str) -> str:
    """Mask every e-mail address in `name`, such as a file name."""
    return _EMAIL.sub(MASK, name)


def campaign_id(headers: MailHeaders, text: str) -> str | None:
    """Return the id of the mailing from the headers or from the links in `text`; None if there is none or the links
    disagree.

    In links of a click counter `id` is the link's id, and in links to a list it is the list's.
    """
    header = _CAMPAIGN_FIELD.fullmatch(headers.first("x-campaign"))
    if header:
        return header.group(1).lower()
    found = (Counter(_ids(pattern, text)) for pattern in (*_CAMPAIGN_LINKS, _ARCHIVE_LINK))
    ids = next((ids for ids in found if ids), Counter[str]())
    return next(iter(ids)) if len(ids) == 1 else None


def web_copy_campaign(address: str) -> str | None:
    """Return the id of the mailing whose web copy is at `address`, or None."""
    return next(_ids(_ARCHIVE_LINK, address), None)


def _ids(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (found.group(1).lower() for found in pattern.finditer(text))


def _remove_tokens(address: str) -> str:
    bare = address.rstrip(_TRAILING)
    address, marks = bare, address[len(bare) :]
    if tracker := TRACKER.match(address):
        return tracker.group() + marks
    place, asked, query = address.partition("?")
    everything = bool(_MAILCHIMP.match(place))
    kept = [each for each in _AND.split(query)[::2] if not _is_token(each, everything)] if query else []
    joint = "&amp;" if "&amp;" in query else "&"
    return place + asked * bool(kept) + joint.join(kept) + marks


def _is_token(parameter: str, of_mailchimp: bool) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower()
    if name in ("e", "u"):
        return of_mailchimp or bool(_TOKEN.match(value))
    return name in _PERSONAL_PARAMETERS or "@" in value or "%40" in value
