"""Explain the first use of each acronym in the HTML of a post.

Nothing is changed, only added: the acronym becomes a button that opens an explanation beside it, without JavaScript
(the popover API of HTML). Acronyms in links, headings, code and our own notes are skipped. The explanation is not part
of the post: search leaves it out and `shown_words` skips it.

The HTML is written here and not in a template because it goes into the middle of a post's text, which templates only
see as a whole.

Text and HTML are each searched in one pass, and the n-th occurrence in one is the n-th in the other. Where the numbers
of occurrences differ (a repeated passage is shown once, letters are bold), an acronym is explained only if all its
occurrences in the text mean the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from archive.markup.typography import typeset_line
from archive.pages.topics.topics import period
from archive.tags.acronyms import AcronymUse, Explanation, Glossary
from archive.tags.mentions import Mention
from archive.tags.vocabulary import INSIDE, written_word

ADDRESS = "/glossary/"
_SKIPPED_IN = frozenset(["a", "code", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp"])
"""Elements without explanations: HTML does not allow a button in a link, and it would be out of place in the others."""
_TAG = (
    r'<p class="collapsed".*?</p>|<(?P<beside>span|small) data-search-ignore>.*?</(?P=beside)>'
    r'|<(?P<end>/?)(?P<name>[a-z][a-z0-9]*+)(?:[^">]++|"[^"]*+")*+>'
)
"""Elements that the archive adds, whose words are not the post's; then any tag as nh3 writes it."""
_BEFORE = "([“‘\"'"
_AFTER = re.compile(r"[)\]”’\"'.,:;!?…/–—-]*+")
"""Punctuation kept on one line with the acronym: browsers can break a line on either side of a button."""
_Ordinal = tuple[str, int]
"""A wording and the number of its occurrences before this one."""


def explain_acronyms(html: str, text: str, mentions: Iterable[Mention], glossary: Glossary) -> str:
    """Return `html` with an explanation at the first use of each acronym; "" if there is nothing to explain.

    `html` is the post from `render.to_html` with local links and images, `text` the same post from `render.to_text`.
    `mentions` are those of its title and text. Addresses in the result start at the root of the site.
    """
    wanted = glossary.uses(text, mentions)
    made = with_explanations(html, text, wanted) if wanted else html
    return "" if made == html else made


def with_explanations(html: str, text: str, wanted: Sequence[AcronymUse]) -> str:
    """Return `html` with an explanation at the first use of each of the acronyms `wanted`, which `text` has."""
    written = {mention.wording for use in wanted for mention in use.mentions}
    of_text, of_html = _occurrences(text, written, ""), _occurrences(html, written, f"{_TAG}|")
    chosen = list(_chosen(wanted, _Numbered(of_text), _Numbered(of_html)))
    return _insert(html, sorted(chosen, key=lambda each: each[0].start)) if chosen else html


@dataclass(frozen=True)
class _AcronymAt:
    """One occurrence of an acronym in the text or the HTML."""

    wording: str
    start: int
    stop: int
    skipped: bool
    """True if it cannot be explained there."""


class _Numbered:
    """The occurrences of acronyms with their numbers."""

    def __init__(self, found: Iterable[_AcronymAt]) -> None:
        self.counts: Counter[str] = Counter()
        self.at: dict[_Ordinal, _AcronymAt] = {}
        self.places: dict[int, _Ordinal] = {}
        for each in found:
            place = (each.wording, self.counts[each.wording])
            self.counts[each.wording] += 1
            self.at[place], self.places[each.start] = each, place


def _occurrences(source: str, written: Iterable[str], before: str) -> Iterator[_AcronymAt]:
    """Yield where `source` has one of the `written` wordings; `before` is a pattern of what is matched first."""
    wordings = sorted(written, key=lambda wording: (-len(wording), wording))
    pattern = re.compile(f"{before}(?P<word>{'|'.join(map(_pattern, wordings))})(?!\\w)", re.DOTALL)
    depth = 0
    for found in pattern.finditer(source):
        if found.lastgroup == "word":
            if not source[found.start() - 1 : found.start()].isalnum():
                yield _AcronymAt(_same(found[0]), found.start(), found.end(), depth > 0)
        elif found["name"] in _SKIPPED_IN:
            depth += -1 if found["end"] else 1


def _pattern(wording: str) -> str:
    """Return a pattern for `wording` in text or HTML, with any apostrophes and spaces."""
    return "".join(
        f"[{INSIDE}]" if each in INSIDE else r"\s+" if each.isspace() else re.escape(escape(each)) for each in wording
    )


def _same(wording: str) -> str:
    return " ".join(written_word(wording).split())


def _chosen(
    wanted: Iterable[AcronymUse], of_text: _Numbered, of_html: _Numbered
) -> Iterator[tuple[_AcronymAt, Explanation]]:
    """Yield the occurrence in the HTML at which each acronym is explained."""
    for use in wanted:
        places = [of_text.places[mention.start] for mention in use.mentions if mention.start in of_text.places]
        meant = Counter(wording for wording, _ in places)
        sure = {each for each in meant if of_text.counts[each] in (of_html.counts[each], meant[each])}
        found = (of_html.at.get(place) for place in places if place[0] in sure)
        if first := next((each for each in found if each and not each.skipped), None):
            yield first, use.explanation


def _insert(html: str, chosen: Sequence[tuple[_AcronymAt, Explanation]]) -> str:
    pieces, done = [], 0
    for found, explanation in chosen:
        between = html[done : found.start]
        before = between.rstrip(_BEFORE)
        after = _AFTER.match(html, found.stop)
        opening, closing = _button(explanation)
        opened = f'<span class="glossed">{between[len(before) :]}{opening}'
        pieces += [before, opened, html[found.start : found.stop], closing, after[0] if after else "", "</span>"]
        done = after.end() if after else found.stop
    return "".join([*pieces, html[done:]])


@lru_cache(maxsize=1_000)
def _button(explanation: Explanation) -> tuple[str, str]:
    """Return the HTML right before and right after an acronym."""
    name = escape(explanation.id)
    popover = f'<span data-search-ignore class="gloss" id="{name}" popover>{_popover_text(explanation)}</span>'
    return f'<button type="button" class="term" popovertarget="{name}">', f"</button>{popover}"


def _popover_text(explanation: Explanation) -> str:
    term = explanation.term
    long = f"<b>{_typeset(explanation.long_form)}</b>" if explanation.long_form else ""
    under = f"{_typeset(explanation.defined_term)}: " if explanation.defined_term else ""
    when = f" <i>{_typeset(period(term))}.</i>" if period(term) else ""
    link = f'<a href="{ADDRESS}#{term.id}">{_typeset(explanation.acronym)} in the glossary</a>'
    return f"{long}<small> {under}{_typeset(term.definition)}{when} </small>{link}"


def _typeset(text: str) -> str:
    return escape(typeset_line(text), quote=False)
