"""The first use of each acronym in the HTML of a post, explained where it stands.

The rule: nothing is changed, only added. The acronym becomes a button that opens its explanation, which stands right
after it and is shown on request: by click, touch or key, without script (the popover API of HTML). A link, a heading,
code, and what is not the text's own are passed over. The explanation is no word of the text: search does not see it,
`shown_words` skips it.

Text and HTML are read each in one pass; an acronym is the same in both if it is the same number of its kind. Where the
numbers differ (a passage that is shown once, letters in bold), it is explained only if it has no other sense in the
text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from archive.markup.render import typeset_line
from archive.pages.topics.topics import period
from archive.tags.acronyms import AcronymUse, Explanation, Glossary
from archive.tags.mentions import Mention
from archive.tags.vocabulary import INSIDE, written_word

ADDRESS = "/glossary/"
_PASSED = frozenset(["a", "code", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp"])
"""No explanation in these: a button may not stand in a link, and has no business in the others."""
_TAG = (
    r'<p class="collapsed".*?</p>|<(?P<beside>span|small) data-pagefind-ignore>.*?</(?P=beside)>'
    r'|<(?P<end>/?)(?P<name>[a-z][a-z0-9]*+)(?:[^">]++|"[^"]*+")*+>'
)
"""As nh3 writes it; before that, elements of our own, whose words are not the text's."""
_BEFORE = "([“‘\"'"
_AFTER = re.compile(r"[)\]”’\"'.,:;!?…/–—-]*+")
"""What may not stand on another line than the acronym. A button, for a browser, is like an image: a line may break on
either side."""
_Place = tuple[str, int]
"""A wording, and how many of it come before."""


def explained(html: str, text: str, mentions: Iterable[Mention], glossary: Glossary) -> str:
    """`html` with an explanation at the first use of each acronym; "" if it has none to explain.

    `html` is what `rendering.to_html` makes of a post, links and images localised; `text` is `rendering.to_text` of
    the same; `mentions` are those of its title and text. Addresses in the result begin at the root of the site.
    """
    wanted = glossary.uses(text, mentions)
    if not wanted:
        return ""
    written = {mention.wording for use in wanted for mention in use.mentions}
    of_text, of_html = _places(text, written, ""), _places(html, written, f"{_TAG}|")
    chosen = list(_chosen(wanted, _Numbered(of_text), _Numbered(of_html)))
    return _with(html, sorted(chosen, key=lambda each: each[0].start)) if chosen else ""


@dataclass(frozen=True)
class _Found:
    """An acronym as it stands in a text or HTML."""

    wording: str
    start: int
    stop: int
    passed: bool
    """True where it is not to be explained."""


class _Numbered:
    """Acronyms with their numbers."""

    def __init__(self, found: Iterable[_Found]) -> None:
        self.counts: Counter[str] = Counter()
        self.at: dict[_Place, _Found] = {}
        self.places: dict[int, _Place] = {}
        for each in found:
            place = (each.wording, self.counts[each.wording])
            self.counts[each.wording] += 1
            self.at[place], self.places[each.start] = each, place


def _places(source: str, written: Iterable[str], before: str) -> Iterator[_Found]:
    """Where any of the `written` wordings stands in `source`; `before` is a pattern of what comes first."""
    wordings = sorted(written, key=lambda wording: (-len(wording), wording))
    pattern = re.compile(f"{before}(?P<word>{'|'.join(map(_pattern, wordings))})(?!\\w)", re.DOTALL)
    depth = 0
    for found in pattern.finditer(source):
        if found.lastgroup == "word":
            if not source[found.start() - 1 : found.start()].isalnum():
                yield _Found(_same(found[0]), found.start(), found.end(), depth > 0)
        elif found["name"] in _PASSED:
            depth += -1 if found["end"] else 1


def _pattern(wording: str) -> str:
    """`wording` as text and HTML have it, whatever its apostrophes and spaces."""
    return "".join(
        f"[{INSIDE}]" if each in INSIDE else r"\s+" if each.isspace() else re.escape(escape(each)) for each in wording
    )


def _same(wording: str) -> str:
    return " ".join(written_word(wording).split())


def _chosen(
    wanted: Iterable[AcronymUse], of_text: _Numbered, of_html: _Numbered
) -> Iterator[tuple[_Found, Explanation]]:
    """The place of each acronym that is to be explained, if there is one."""
    for use in wanted:
        places = [of_text.places[mention.start] for mention in use.mentions if mention.start in of_text.places]
        meant = Counter(wording for wording, _ in places)
        sure = {each for each in meant if of_text.counts[each] in (of_html.counts[each], meant[each])}
        found = (of_html.at.get(place) for place in places if place[0] in sure)
        if first := next((each for each in found if each and not each.passed), None):
            yield first, use.explanation


def _with(html: str, chosen: Sequence[tuple[_Found, Explanation]]) -> str:
    pieces, done = [], 0
    for found, explanation in chosen:
        between = html[done : found.start]
        before = between.rstrip(_BEFORE)
        after = _AFTER.match(html, found.stop)
        opening, closing = _around(explanation)
        opened = f'<span class="glossed">{between[len(before) :]}{opening}'
        pieces += [before, opened, html[found.start : found.stop], closing, after[0] if after else "", "</span>"]
        done = after.end() if after else found.stop
    return "".join([*pieces, html[done:]])


@lru_cache(maxsize=1_000)
def _around(explanation: Explanation) -> tuple[str, str]:
    """The HTML right before and right after an acronym."""
    name = escape(explanation.id)
    said = f'<span data-pagefind-ignore class="gloss" id="{name}" popover>{_said(explanation)}</span>'
    return f'<button type="button" class="term" popovertarget="{name}">', f"</button>{said}"


def _said(explanation: Explanation) -> str:
    term = explanation.term
    long = f"<b>{_shown(explanation.long_form)}</b>" if explanation.long_form else ""
    under = f"{_shown(explanation.defined_term)}: " if explanation.defined_term else ""
    when = f" <i>{_shown(period(term))}.</i>" if period(term) else ""
    link = f'<a href="{ADDRESS}#{term.id}">{_shown(explanation.acronym)} in the glossary</a>'
    return f"{long}<small> {under}{_shown(term.definition)}{when} </small>{link}"


def _shown(text: str) -> str:
    return escape(typeset_line(text), quote=False)
