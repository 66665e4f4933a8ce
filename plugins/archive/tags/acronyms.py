"""What acronyms are short for, from the vocabulary and from texts that spell them out.

When in doubt, an acronym is not explained. It is explained only if `mentions` says which term is meant and one of that
term's wordings is its long form: the words of the long form begin with the acronym's letters (`abbreviates`). A term
can have acronyms for something else ("RIP" is a wording of the term for obituaries); those are left alone.

A. Schwartz and M. Hearst (2003) match long forms in a similar way and accept more of them, but are wrong more often.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term, Vocabulary, pieces_of, wording_key, words_of, written_word

_ACRONYM = re.compile(r"\w[^\W_]*[A-Z][^\W_]*|[A-Z0-9]+")
_DIGITS = "0123456789"
_SMALL_WORDS = frozenset(["a", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"])
"""An acronym can skip these words of its long form."""
_PREFIX = re.compile("un[a-z]", re.IGNORECASE)
"""The beginning of a word that counts as two: "UPW" is "Un-paid Work"."""
_MAY_DROP_LAST_WORD = 3
"""Letters of an acronym that can leave out the last word: "PCS" is "Public and Commercial Services Union"."""
_FINAL_BRACKETS = re.compile(r" \([^()]*\)$")
_OPENING = re.compile(r"[(\[]\s*[\"'“‘]?$")
_LONG_FORM_AFTER = re.compile(r"[\"'”’]?\s*[(\[]\s*[\"'“‘]?([^()\[\]]*)")
_SHORT_IN_BRACKETS = re.compile(r"""\(["“‘']?([^\W_]{2,12})["”’']?\)""")
_LONG_IN_BRACKETS = re.compile(r"(?<!\w)([^\W_]{2,12})(?:[’']s)? \(([^()\n]{5,90})\)")
_PLURAL = re.compile("(?<=[A-Z])s$")
_REACH = 120
"""Characters before or after an acronym that are searched for its long form."""


@dataclass(frozen=True)
class Explanation:
    """What readers are told about an acronym."""

    term: Term
    acronym: str
    """As the vocabulary writes it."""
    long_form: str
    """Empty for a name written like an acronym that is short for nothing, such as "UNISON"."""

    @property
    def defined_term(self) -> str:
        """The label of the term, if the definition is not that of the long form itself; otherwise empty."""
        names = {wording_key(name) for name in (self.term.full, _without_brackets(self.term.label)) if name}
        plurals = {wording_key(f"{name}s") for name in (self.long_form, *self.term.variants) if name}
        is_same = not self.long_form or wording_key(self.long_form) in names or plurals & names
        return "" if is_same else self.term.label

    @property
    def id(self) -> str:
        """Such as "g-oasys"; pages use it as the id of the element."""
        return f"g-{'-'.join(wording_key(self.acronym))}"


@dataclass(frozen=True)
class AcronymUse:
    """An acronym in a text, with the places where it can be explained; the first suitable one is used."""

    explanation: Explanation
    mentions: tuple[Mention, ...]


class Glossary:
    """The acronyms of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._by_term = {term.id: _explanations(term) for term in vocabulary.terms}

    def uses(self, text: str, mentions: Iterable[Mention]) -> tuple[AcronymUse, ...]:
        """Return the acronyms of `text` to explain, in order. `mentions` are those of the text and its title.

        An acronym is not explained from where the text spells it out: "Offender Assessment System (OASys)" or
        "OASys (Offender Assessment System)".
        """
        found: dict[str, tuple[Explanation, list[Mention]]] = {}
        spelled_out: set[str] = set()
        for mention in mentions:
            explanation = None if mention.in_title else self.explanation(mention)
            if explanation and explanation.id not in spelled_out:
                if _is_spelled_out(text, mention, explanation.acronym):
                    spelled_out.add(explanation.id)
                else:
                    found.setdefault(explanation.id, (explanation, []))[1].append(mention)
        return tuple(AcronymUse(explanation, tuple(places)) for explanation, places in found.values())

    def explanation(self, mention: Mention) -> Explanation | None:
        """Return the explanation of the acronym in `mention`; None if it is not an acronym or its meaning is unsure."""
        found = self._by_term.get(mention.term.id)
        return found.get(_written(mention.wording)) if found else None

    def acronyms(self, term: Term) -> tuple[str, ...]:
        """Return the acronyms that `term` explains, apart from its label, in the order of the vocabulary."""
        found = {each.id: each.acronym for each in self._by_term.get(term.id, {}).values()}
        label = wording_key(term.label)
        return tuple(acronym for acronym in found.values() if wording_key(acronym) != label)


def find_expansions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each acronym that `text` spells out, without a plural "s", and its long form as written."""
    for match in _SHORT_IN_BRACKETS.finditer(text):
        acronym = _PLURAL.sub("", match[1])
        if long_form := _long_form_at_end(text[max(0, match.start() - _REACH) : match.start()], acronym):
            yield acronym, long_form
    for match in _LONG_IN_BRACKETS.finditer(text):
        acronym = _PLURAL.sub("", match[1])
        if _is_long_form(_without_marks(words_of(match[2])), acronym):
            yield acronym, match[2]


def abbreviates(acronym: str, words: Sequence[str]) -> bool:
    """Return True if `acronym` has the beginning of each of `words`, in order; small words can be skipped.

    Its capitals begin words: "OASys" is "Offender Assessment System", "UPW" "Un-paid Work", "HMPPS" "HM Prison and
    Probation Service", but "DRR" is not "Drug Recovery". Digits at its end are ignored ("FTR28").
    """
    return _letters_match(_letters(acronym), words)


def _letters(acronym: str) -> str:
    letters = "".join(filter(str.isalnum, acronym))
    return letters.rstrip(_DIGITS) or letters


def _letters_match(letters: str, words: Sequence[str]) -> bool:
    if not words:
        return not letters
    first, rest = words[0], words[1:]
    if first.casefold() in _SMALL_WORDS and _letters_match(letters, rest):
        return True
    if _PREFIX.match(first) and _letters_match(letters, [first[:2], first[2:], *rest]):
        return True
    return any(_letters_match(letters[size:], rest) for size in _shared_beginnings(letters, first))


def _shared_beginnings(letters: str, word: str) -> Iterator[int]:
    """Yield how many of the first `letters` can be the beginning of `word`."""
    for size, (letter, of_word) in enumerate(zip(letters, word, strict=False), 1):
        inner_capital = size > 1 and letter.isupper() and not of_word.isupper()
        if inner_capital or letter.casefold() != of_word.casefold():
            return
        yield size


def _is_spelled_out(text: str, mention: Mention, acronym: str) -> bool:
    """Return True if a long form of two or more words is right beside `mention`, with one of the two in brackets."""
    before = text[max(0, mention.start - _REACH) : mention.start]
    if opening := _OPENING.search(before):
        words = _without_marks(words_of(before[: opening.start()]))
        if any(abbreviates(acronym, words[-count:]) for count in _lengths(words, acronym)):
            return True
    after = _LONG_FORM_AFTER.match(text, mention.stop, mention.stop + _REACH)
    words = _without_marks(words_of(after[1])) if after else []
    return len(words) > 1 and abbreviates(acronym, words)


def _long_form_at_end(text: str, acronym: str) -> str:
    """Return the last words of `text` if they are the long form of `acronym`; otherwise an empty string."""
    pieces = pieces_of(text)
    starts = [at for at in range(1, len(pieces), 2) if pieces[at][:1].isalnum()]
    words = [pieces[at] for at in starts]
    for count in _lengths(words, acronym):
        if _is_long_form(words[-count:], acronym):
            return "".join(pieces[starts[-count] :]).strip()
    return ""


def _is_long_form(words: Sequence[str], acronym: str) -> bool:
    """Return True if `acronym` has a capital after its first letter and abbreviates `words`, which begin and end with
    words that count."""
    has_ends = len(words) > 1 and not {words[0], words[-1]} & _SMALL_WORDS
    return has_ends and any(map(str.isupper, acronym[1:])) and abbreviates(acronym, words)


def _lengths(words: Sequence[str], acronym: str) -> range:
    """How many of the last of `words` a long form of `acronym` can have: up to three small words beside the others."""
    return range(2, min(len(words), len(acronym) + 3) + 1)


def _without_marks(words: Iterable[str]) -> list[str]:
    return [word for word in words if word[:1].isalnum()]


def _explanations(term: Term) -> dict[str, Explanation]:
    """The acronyms of `term` by each way to write them: as they are, and as a plural or possessive."""
    wordings = [*dict.fromkeys((term.label, *term.variants, *term.ambiguous))] if term.definition else []
    known: dict[tuple[str, ...], Explanation] = {}
    for wording in filter(_is_acronym, wordings):
        long_form = _long_form_in(term, wording)
        if long_form is not None:
            known.setdefault(wording_key(wording), Explanation(term, wording, long_form))
    ways = [(_written(wording), known.get(wording_key(wording))) for wording in wordings]
    found = {written: each for written, each in ways if each and (each.long_form or _is_acronym(written))}
    return found | {f"{written}s": each for written, each in found.items()}


def _written(wording: str) -> str:
    """`wording` without what varies from place to place: apostrophes, and hyphens between its words."""
    return " ".join(map(written_word, words_of(wording)))


def _is_acronym(wording: str) -> bool:
    """Return True if each of its words has a capital after the first letter, or consists of capitals and digits."""
    return sum(map(str.isalnum, wording)) > 1 and all(map(_ACRONYM.fullmatch, words_of(wording)))


def _long_form_in(term: Term, acronym: str) -> str | None:
    """Return the long form of `acronym` among the wordings of `term`; None if there is none.

    It is empty if the term's label is the acronym and the term has no long form.
    """
    if _is_acronym(term.label) and _letters(acronym).casefold() == _letters(term.label).casefold():
        return term.full
    wordings = (term.full, _without_brackets(term.label), *term.variants, *term.ambiguous)
    words = {wording: _without_marks(words_of(wording)) for wording in wordings if " " in wording}
    found = [wording for wording in words if abbreviates(acronym, words[wording])]
    if len(acronym) >= _MAY_DROP_LAST_WORD:
        found += [wording for wording in words if abbreviates(acronym, words[wording][:-1])]
    own = wording_key(acronym)
    found = [wording for wording in found if acronym not in words[wording] and wording_key(wording) != own]
    return found[0][0].upper() + found[0][1:] if found else None


def _without_brackets(label: str) -> str:
    return _FINAL_BRACKETS.sub("", label)
