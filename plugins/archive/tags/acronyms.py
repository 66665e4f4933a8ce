"""What a text's acronyms stand for: which of them are explained, and with which words.

The rule: when in doubt, nothing is said. An acronym is explained where `mentions` says which term is meant and
the vocabulary has the words it is short for: a wording of that term whose words begin with its letters. A term may have
acronyms that are short for something else ("RIP" calls for obituaries): those have no such wording, and are left alone.

What an acronym stands for, where a text says so itself: "Offender Assessment System (OASys)", and the other way.

The rule: a guess must fit letter by letter. Each capital of the acronym, and its first letter, begins one word of the
long form, in order; only little words such as "of" may stand between. A. Schwartz and M. Hearst (2003) begin alike and
allow more, but more is wrong more often.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term, Vocabulary, wording_key, words_of, written_word
from archive.text import MONTHS

_ACRONYM = re.compile(r"\w[^\W_]*[A-Z][^\W_]*|[A-Z0-9]+")
_DIGITS = "0123456789"
_SMALL = frozenset(["a", "and", "at", "for", "in", "of", "on", "the", "to", "with"])
"""Words that an acronym may pass over."""
_IN_BRACKETS = re.compile(r" \([^()]*\)$")
_OPENED = re.compile(r"[(\[]\s*[\"'“‘]?$")
_CLOSED = re.compile(r"[\"'”’]?\s*[(\[]\s*[\"'“‘]?([^()\[\]]*)")
_TELLING = 3
"""An acronym of so many letters may leave out the last word of what it is short for."""
_UN = re.compile("un[a-z]", re.IGNORECASE)
_REACH = 120
"""Characters before or after an acronym in which its long form is looked for."""


@dataclass(frozen=True)
class Explanation:
    """What readers are told of an acronym."""

    term: Term
    acronym: str
    """As the vocabulary has it."""
    long: str
    """What it is short for; empty for a name that is written like an acronym and is none, such as "UNISON"."""

    @property
    def under(self) -> str:
        """The label of the term that the definition is of, if that is something else; or empty."""
        names = {wording_key(name) for name in (self.term.full, _bare(self.term.label)) if name}
        plurals = {wording_key(f"{name}s") for name in (self.long, *self.term.variants) if name}
        return "" if not self.long or wording_key(self.long) in names or plurals & names else self.term.label

    @property
    def id(self) -> str:
        """Of its element on a page: "g-oasys"."""
        return f"g-{'-'.join(wording_key(self.acronym))}"


@dataclass(frozen=True)
class Use:
    """An acronym that a text has, and the places of which the first that can be is to be explained."""

    explanation: Explanation
    mentions: tuple[Mention, ...]


class Glossary:
    """The acronyms of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._by_term = {term.id: _explanations(term) for term in vocabulary.terms}

    def uses(self, text: str, mentions: Iterable[Mention]) -> tuple[Use, ...]:
        """The acronyms of `text` that are to be explained, in order. `mentions` are all of it and of its title.

        None whose long form stands beside it: "Offender Assessment System (OASys)", "OASys (Offender Assessment
        System)"; nor what comes after that.
        """
        found: dict[str, tuple[Explanation, list[Mention]]] = {}
        told: set[str] = set()
        for mention in mentions:
            explanation = None if mention.in_title else self.explanation(mention)
            if explanation and explanation.id not in told:
                if _is_told(text, mention, explanation):
                    told.add(explanation.id)
                else:
                    found.setdefault(explanation.id, (explanation, []))[1].append(mention)
        return tuple(Use(explanation, tuple(them)) for explanation, them in found.values())

    def explanation(self, mention: Mention) -> Explanation | None:
        """What readers are told where they meet `mention`; None if it is no acronym or nothing is known for sure."""
        found = self._by_term.get(mention.term.id)
        return found.get(_written(mention.wording)) if found else None

    def acronyms(self, term: Term) -> tuple[str, ...]:
        """The short forms of `term` that are explained by it and are not its label, in the order of the vocabulary."""
        found = {each.id: each.acronym for each in self._by_term.get(term.id, {}).values()}
        label = wording_key(term.label)
        return tuple(acronym for acronym in found.values() if wording_key(acronym) != label)


def period(term: Term) -> str:
    """When what `term` stands for was there: "June 2014 to June 2021", "From 1912", "Until 2001"; or empty."""
    began, ended = _month(term.began), _month(term.ended)
    if began and ended:
        return began if began == ended else f"{began} to {ended}"
    return f"From {began}" if began else f"Until {ended}" if ended else ""


def spells(acronym: str, words: Sequence[str]) -> bool:
    """True if `acronym` may be short for `words`: it has the beginning of each, in order, but perhaps of small ones.

    Its capitals begin words: "OASys" is "Offender Assessment System", "UPW" "Un-paid Work", "HMPPS" "HM Prison and
    Probation Service", but "DRR" is not "Drug Recovery". Digits at its end count for nothing ("FTR28").
    """
    return _spelled(_letters(acronym), words)


def _letters(acronym: str) -> str:
    letters = "".join(filter(str.isalnum, acronym))
    return letters.rstrip(_DIGITS) or letters


def _spelled(letters: str, words: Sequence[str]) -> bool:
    if not words:
        return not letters
    first, rest = words[0], words[1:]
    if first.casefold() in _SMALL and _spelled(letters, rest):
        return True
    if _UN.match(first) and _spelled(letters, [first[:2], first[2:], *rest]):
        return True
    return any(_spelled(letters[size:], rest) for size in _shared(letters, first))


def _shared(letters: str, word: str) -> Iterator[int]:
    """How many of the first of `letters` may stand for the beginning of `word`."""
    for size, (letter, of_word) in enumerate(zip(letters, word, strict=False), 1):
        inner = size > 1 and letter.isupper() and not of_word.isupper()
        if inner or letter.casefold() != of_word.casefold():
            return
        yield size


def _is_told(text: str, mention: Mention, explanation: Explanation) -> bool:
    """True if the long form, of two words or more, stands right before or after `mention`, one of both in brackets."""
    acronym = explanation.acronym
    before = text[max(0, mention.start - _REACH) : mention.start]
    if (opened := _OPENED.search(before)) and any(
        spells(acronym, words) for words in _ends(words_of(before[: opened.start()]), len(acronym))
    ):
        return True
    after = _CLOSED.match(text, mention.stop, mention.stop + _REACH)
    words = _plain(words_of(after[1])) if after else []
    return len(words) > 1 and spells(acronym, words)


def _ends(words: Sequence[str], size: int) -> Iterator[list[str]]:
    """The last words before a bracket: as many as an acronym of `size` letters can stand for."""
    plain = _plain(words)
    return (plain[-count:] for count in range(2, min(len(plain), size + 3) + 1))


def _plain(words: Iterable[str]) -> list[str]:
    return [word for word in words if word[:1].isalnum()]


def _explanations(term: Term) -> dict[str, Explanation]:
    """By each way in which an acronym of `term` is written, as it is and as a plural or possessive."""
    wordings = [*dict.fromkeys((term.label, *term.variants, *term.ambiguous))] if term.definition else []
    known: dict[tuple[str, ...], Explanation] = {}
    for wording in filter(_is_acronym, wordings):
        long = _long(wording, term)
        if long is not None:
            known.setdefault(wording_key(wording), Explanation(term, wording, long))
    ways = [(_written(wording), known.get(wording_key(wording))) for wording in wordings]
    found = {written: each for written, each in ways if each and (each.long or _is_acronym(written))}
    return found | {f"{written}s": each for written, each in found.items()}


def _written(wording: str) -> str:
    """`wording` without what may differ from place to place: apostrophes, hyphens and the like between its words."""
    return " ".join(map(written_word, words_of(wording)))


def _is_acronym(wording: str) -> bool:
    """True if all its words have a capital after their first letter, or nothing but capitals and digits."""
    return sum(map(str.isalnum, wording)) > 1 and all(map(_ACRONYM.fullmatch, words_of(wording)))


def _long(acronym: str, term: Term) -> str | None:
    """What `acronym` is short for, "" for a name that is short for nothing; None if that is not known."""
    if _is_acronym(term.label) and _letters(acronym).casefold() == _letters(term.label).casefold():
        return term.full
    wordings = [wording for wording in (term.full, _bare(term.label), *term.variants, *term.ambiguous) if wording]
    words = {wording: _plain(words_of(wording)) for wording in wordings if " " in wording}
    long = [wording for wording in words if spells(acronym, words[wording])]
    if len(acronym) >= _TELLING:  # "PCS" is the "Public and Commercial Services Union"
        long += [wording for wording in words if spells(acronym, words[wording][:-1])]
    own = wording_key(acronym)
    long = [wording for wording in long if acronym not in words[wording] and wording_key(wording) != own]
    return long[0][0].upper() + long[0][1:] if long else None


def _bare(label: str) -> str:
    return _IN_BRACKETS.sub("", label)


def _month(day: str) -> str:
    """ "2014-06-01", "2014-06" or "2014", for readers, to the month."""
    year, month = (*day.split("-"), "")[:2]
    return f"{MONTHS[int(month) - 1]} {year}" if month else year


_AFTER = re.compile(r"""\(["“‘']?([^\W_]{2,12})["”’']?\)""")
_BEFORE = re.compile(r"(?<!\w)([^\W_]{2,12})(?:[’']s)? \(([^()\n]{5,90})\)")
_PART = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*[’']?")
_PLURAL = re.compile("(?<=[A-Z])s$")
_expansions_SMALL = frozenset(["a", "and", "by", "for", "from", "in", "of", "on", "the", "to", "with"])
_LOOK_BACK = 120
"""Characters before a bracket in which the long form must begin."""


def expansions(line: str) -> Iterator[tuple[str, str]]:
    """The acronyms that `line` explains, without a plural "s", each with its long form as written."""
    for match in _AFTER.finditer(line):
        short = _PLURAL.sub("", match[1])
        if long := _ending(line[max(0, match.start() - _LOOK_BACK) : match.start()], _expansions_letters(short)):
            yield short, long
    for match in _BEFORE.finditer(line):
        short = _PLURAL.sub("", match[1])
        if (long := _ending(match[2], _expansions_letters(short))) and match[2].startswith(long):
            yield short, long


def _expansions_letters(short: str) -> str:
    """The letters with which the words of the long form begin."""
    capitals = [letter for letter in short[1:] if letter.isupper()]
    return (short[:1] + "".join(capitals)).casefold() if capitals else ""


def _ending(text: str, letters: str) -> str:
    """The end of `text` whose words begin with `letters`; empty if it does not end so.

    A little word has a letter of its own only where it needs one: "Payment by Results (PBR)".
    """
    words = list(reversed(list(_PART.finditer(text)))) if letters else []
    starts = (_start(words, letters, passed) for passed in (_expansions_SMALL, frozenset()))
    return next((text[start:].strip() for start in starts if start is not None), "")


def _start(words: list[re.Match[str]], letters: str, passed: frozenset[str]) -> int | None:
    """Where the long form begins, if words in `passed` have no letter; `words` are the last ones first."""
    left = letters
    for word in words:
        if word[0] not in passed and word[0][0].casefold() == left[-1]:
            left = left[:-1]
        elif word[0] not in _expansions_SMALL or left == letters:
            return None
        if not left:
            return word.start()
    return None
