"""What a keeper can do about a file that is not read, by what it looks like."""

from __future__ import annotations

from archive.sources import sniffing

_AS_TEXT = "if it belongs to the blog, copy its text into a .txt file, otherwise take it out of the inbox"
_ELSEWHERE = "if it belongs to the blog, save or copy it again, otherwise take it out of the inbox"
_DESCRIBED = (
    *("a table", "a log", "program code", "subtitles", "an exported chat", "a list of addresses", "a list of files"),
    *("a file of settings", "a list of words", "a table of numbers", "data without words", "metadata of software"),
    *(
        "a key or certificate",
        "a list of changes (diff)",
        "a manual page (troff)",
        "a dump of bytes",
        "a LaTeX document",
    ),
    "an address book or a calendar",
)
"""Kinds of plain text that are no post unless a keeper says so."""
_CURES = {
    sniffing.WEB_PAGE: (
        ", but not one from Blogger or Napo; if it belongs to the blog, save it again as “Webpage, HTML Only”"
    ),
    sniffing.OUTLOOK_MESSAGE: "; open it in Outlook and save it as “Text Only (*.txt)”, then import that file",
    sniffing.OFFICE_OR_OUTLOOK: (
        "; if it is a message, open it in Outlook and save it as “Text Only (*.txt)”; if it is a document, copy its"
        " text into a .txt file"
    ),
    sniffing.WINMAIL: (
        "; open the mail in Outlook and save it as “Text Only (*.txt)”, or ask the sender for plain text"
    ),
    sniffing.SAFARI_ARCHIVE: "; open it in Safari and save it as “Page Source”",
    sniffing.SHORTCUT: ", which has an address and no text; open the page and save it as “Webpage, HTML Only”",
    sniffing.DATABASE: "; if it holds posts, export them as text or HTML, otherwise take it out of the inbox",
    **dict.fromkeys(sniffing.TYPESET, f"; this program does not read it; {_AS_TEXT}"),
    **dict.fromkeys(sniffing.PACKED, "; unpack it into the inbox"),
    **dict.fromkeys(
        _DESCRIBED, "; if it is a post, give its title in sources.toml, otherwise take it out of the inbox"
    ),
}


HOLD_TEXT = sniffing.TYPESET | {sniffing.OUTLOOK_MESSAGE, sniffing.OFFICE_OR_OUTLOOK, sniffing.WINMAIL}
"""Kinds of files that can hold a text, which a person can save so that it can be read."""


def cure_of(kind: str) -> str:
    """Return what follows "it looks like <kind>" in a message, with its punctuation."""
    return _CURES.get(kind, f"; {_ELSEWHERE}")
