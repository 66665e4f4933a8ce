"""HTML from public exports, pages and mails keeps every word: it is written by many editors and engines."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from xml.etree import ElementTree

import pytest

from archive.markup import from_html
from archive.markup.from_html import html_to_markdown
from converted_html import account, assert_engines_agree
from shared import SAMPLES


def public_samples():
    """Yield all HTML in the samples: pages, entries of exports and parts of mails."""
    for path in sorted(SAMPLES.rglob("*.*")):
        if path.suffix in (".html", ".htm"):
            yield path.read_text("utf-8", "replace")
        elif {"atom-export", "takeout"} & set(path.parts) and path.suffix in (".xml", ".atom"):
            yield from contents(path.read_bytes())
        elif path.suffix == ".eml":
            yield from html_parts(path.read_bytes())


def contents(feed):
    try:
        elements = ElementTree.fromstring(feed).iter("{http://www.w3.org/2005/Atom}content")
    except ElementTree.ParseError:
        return
    yield from (element.text for element in elements if element.text)


def html_parts(mail):
    for part in message_from_bytes(mail).walk():
        if part.get_content_type() == "text/html":
            yield bytes(part.get_payload(decode=True)).decode("utf-8", "replace")


@pytest.mark.shared
def test_public_pages_exports_and_mailings_keep_every_word_in_either_engine():
    """These are written by many editors and engines; our own samples are short."""
    for html in public_samples():
        assert account(html, base_url="http://x.org/") == (Counter(), Counter())
        assert_engines_agree(html_to_markdown(html, "http://x.org/").markdown)


@pytest.mark.shared
def test_almost_all_public_html_keeps_its_mark_up(monkeypatch):
    """Only real HTML shows how often the conversion falls back to words without mark-up."""
    given_up = []
    as_text = from_html._all_as_text
    monkeypatch.setattr(from_html, "_all_as_text", lambda html: given_up.append(html) or as_text(html))
    for html in public_samples():
        html_to_markdown(html)
    assert all("b:skin" in html for html in given_up)  # theme templates, which are not posts
