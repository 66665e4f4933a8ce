"""Find e-mail addresses, UK telephone numbers and National Insurance numbers in plain text.

The rule: a telephone number is private if a person may answer it. In Ofcom's National Telephone Numbering Plan, 01 and
02 belong to places, 055 and 056 to internet telephony, 07 to mobiles, pagers and personal numbers; 03, 0500, 08 and 09
are services, and so are short numbers such as 999, 101, 111 and 116 123. National Insurance numbers have the format of
HMRC's manual NIM39110.

Text in any other format is left alone. A telephone number has 0 or +44 and 10 more digits (9 in a few places, written 5
and 5); its first group has at least three digits and each other group at least two. This excludes dates, times, sums
of money, ISBNs and case numbers. Spelled-out addresses need brackets, as in "bob (at) example (dot) org", because
"at" and "dot" are English words. All searches run in linear time.

E-mail addresses in link targets are found even if they are percent-encoded. A web address loses only the value that
contains one; a link to the e-mail address itself is removed. An image loses its description if that contains a detail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

EMAIL, PHONE, INSURANCE = "e-mail address", "phone number", "National Insurance number"

MAY_HOLD_DETAILS = re.compile(r"[@＠]|%40|%2540|[(\[{<][^\S\n]?at[^\S\n]?[)\]}>&\\]|\d", re.IGNORECASE)
"""Matches in every text that has a detail, even in its Markdown. Texts without a match need not be searched."""

_LOCAL = r"[_+-]*+[^\W_][\w+-]*+(?:[.'’][\w+-]++)*+"
_LABEL = r"[\w-]++"
_AT, _DOT = (rf"[^\S\n]?[(\[{{<][^\S\n]?{word}[^\S\n]?[)\]}}>][^\S\n]?" for word in ("at", "dot"))
_ADDRESS = (
    rf"{_LOCAL}(?:[@＠]{_LABEL}(?:(?:\.|{_DOT}){_LABEL})++|{_AT}{_LABEL}(?:(?:\.|{_DOT}|[^\S\n]dot[^\S\n]){_LABEL})++)"
)
_EMAIL = re.compile(rf"(?<![\w+-])(?<![\w+-][.'’]){_ADDRESS}(?:['’]*{_ADDRESS})*", re.IGNORECASE)
_GAP = r"[^\S\n]{0,2}[-‐‑‒–—.·)]?[^\S\n]{0,2}"
_EXTENSION = r"(?:extension|extn|ext|x)[.:]?[^\S\n]?[0-9]{1,6}(?![^\W_])"
_PHONE = re.compile(
    rf"""(?:(?<![^\W_])|(?=\+))(?<![£$€%])
    (?: (?P<opened>\([^\S\n]?)?(?:\+|00)[^\S\n]?44{_GAP}(?:\([^\S\n]?0[^\S\n]?\){_GAP}|0)?
        \(?(?P<abroad>[1-9][0-9](?:{_GAP}[0-9]){{7,8}})
      | 44{_GAP}(?P<bare>7[0-9](?:{_GAP}[0-9]){{8}})
      | (?P<opening>\([^\S\n]?)?(?P<home>0[0-9][0-9](?:{_GAP}[0-9]){{7,8}}) )
    (?![0-9])
    (?:,?[^\S\n]?(?:{_EXTENSION}|\({_EXTENSION}\)))?""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_A_NUMBER = re.compile("[0-9][.,:-]")
_NUMBER = re.compile(r"0(?:1[1-9]|[2-9])")
_PRIVATE = re.compile(r"0(?:[127]|5[56])")
_PART = r"[^\S\n]?[-.]?[^\S\n]?"
_INSURANCE = re.compile(
    rf"(?<![^\W0-9_])[a-z]{{2}}{_PART}[0-9][0-9]{_PART}[0-9][0-9]{_PART}[0-9][0-9]{_PART}[a-d](?![^\W_])", re.IGNORECASE
)
_INSURANCE_LETTERS = re.compile("(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]")
_SEPARATORS = re.compile(r"[^\S\n]?[(\[{<][^\S\n]?(at|dot)[^\S\n]?[)\]}>][^\S\n]?|[^\S\n](dot)[^\S\n]", re.IGNORECASE)


@dataclass(frozen=True)
class PrivateDetail:
    """A personal detail in a text."""

    start: int
    stop: int
    kind: str
    """EMAIL, PHONE or INSURANCE."""
    secret: str
    """The normalized value, for comparing: "bob@example.org", "02079460958", "AB123456C"."""

    @property
    def hint(self) -> str:
        """The part that a keeper may see: the first letter, or the last three digits of a telephone number."""
        if self.kind == PHONE:
            return f"…{self.secret[-3:]}"
        first = next(filter(str.isalnum, self.secret), "")
        return f"{first}…@…" if self.kind == EMAIL else f"{first}…"


@dataclass(frozen=True)
class Allowlist:
    """Public details, which are not masked."""

    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    """Each includes its subdomains: "napo.org.uk" also allows "mail.napo.org.uk"."""
    phones: tuple[str, ...] = ()
    """In any notation."""

    def allows(self, detail: PrivateDetail) -> bool:
        if detail.kind != EMAIL:
            return detail.kind == PHONE and detail.secret in self._numbers
        labels = detail.secret.partition("@")[2].split(".")
        ends = (".".join(labels[at:]) for at in range(max(0, len(labels) - 8), len(labels)))
        return detail.secret in self._addresses or not self._domains.isdisjoint(ends)

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(map(str.casefold, self.emails))

    @cached_property
    def _domains(self) -> frozenset[str]:
        return frozenset(map(str.casefold, self.domains))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(detail.secret for phone in self.phones for detail in _phones(phone))


EMPTY_ALLOWLIST = Allowlist()


def find_details(text: str, allowed: Allowlist = EMPTY_ALLOWLIST) -> list[PrivateDetail]:
    """Find the details in plain `text` that are not `allowed`, in order; overlapping details are merged."""
    found = sorted(
        (detail for kind in (_emails, _insurance_numbers, _phones) for detail in kind(text)),
        key=lambda detail: (detail.start, -detail.stop),
    )
    kept: list[PrivateDetail] = []
    for detail in found:
        if allowed.allows(detail):
            continue
        if kept and detail.start < kept[-1].stop:
            kept[-1] = replace(kept[-1], stop=max(detail.stop, kept[-1].stop))
        else:
            kept.append(detail)
    return kept


def find_emails(text: str, allowed: Allowlist) -> list[PrivateDetail]:
    """Find only the e-mail addresses."""
    return [detail for detail in _emails(text) if not allowed.allows(detail)]


def is_email(text: str) -> bool:
    """Return True if the whole `text` is one e-mail address."""
    return [(detail.start, detail.stop) for detail in _emails(text)] == [(0, len(text))]


def is_phone(text: str) -> bool:
    """Return True if the whole `text` is one private telephone number."""
    return [(detail.start, detail.stop) for detail in _phones(text)] == [(0, len(text))]


def _emails(text: str) -> Iterator[PrivateDetail]:
    return _details(_EMAIL, text, _email)


def _insurance_numbers(text: str) -> Iterator[PrivateDetail]:
    return _details(_INSURANCE, text, _insurance_number)


def _phones(text: str) -> Iterator[PrivateDetail]:
    return (detail for detail in _details(_PHONE, text, _phone) if _PRIVATE.match(detail.secret))


def _details(
    pattern: re.Pattern[str], text: str, parse: Callable[[re.Match[str], int], PrivateDetail | None]
) -> Iterator[PrivateDetail]:
    """Yield the details for which `parse` accepts a match of `pattern`; otherwise continue one character further.

    `parse` also gets the end of the previous detail.
    """
    at = end = 0
    while found := pattern.search(text, at):
        detail = parse(found, end)
        at = found.start() + 1
        if detail:
            yield detail
            at = end = detail.stop


def _email(found: re.Match[str], end: int) -> PrivateDetail | None:
    del end
    written = found.group().rstrip("_-")
    secret = _SEPARATORS.sub(lambda separator: "@" if (separator[1] or "").lower() == "at" else ".", written)
    secret = secret.replace("＠", "@").casefold()
    _, *labels = secret.partition("@")[2].split(".")
    if not any(character.isalpha() for label in labels for character in label):
        return None
    return PrivateDetail(found.start(), found.start() + len(written), EMAIL, secret)


def _phone(found: re.Match[str], end: int) -> PrivateDetail | None:
    if found["home"] and _IN_A_NUMBER.fullmatch(found.string, max(end, found.start() - 2), found.start()):
        return None
    home = found["home"]
    written = home or found["abroad"] or found["bare"]
    groups = re.findall("[0-9]+", written)
    sizes = [len(group) for group in groups]
    if home is None:
        sizes[0] += 1  # the 0 that is not dialled from abroad
    number = ("" if home else "0") + "".join(groups)
    if not (_NUMBER.match(number) and _are_groups(sizes)):
        return None
    unclosed = found.group().count("(") - found.group().count(")")
    start = found.start() + (len(found["opened"] or found["opening"] or "") if unclosed > 0 else 0)
    return PrivateDetail(start, found.end() - (unclosed < 0), PHONE, number)


def _are_groups(sizes: list[int]) -> bool:
    """Return True if people write telephone numbers in groups of these sizes; the first group includes the 0."""
    if sizes == [11]:
        return True
    if len(sizes) not in (2, 3, 4, 5) or not 3 <= sizes[0] <= 7 or min(sizes) < 2:
        return False
    return sum(sizes) == 11 or sizes[0] == 5


def _insurance_number(found: re.Match[str], end: int) -> PrivateDetail | None:
    del end
    written = found.group()
    secret = "".join(filter(str.isalnum, written)).upper()
    is_spaced_word = written != written.upper() and written.upper() != secret
    if is_spaced_word or not _INSURANCE_LETTERS.match(secret):
        return None
    return PrivateDetail(found.start(), found.end(), INSURANCE, secret)


_FRAMED = re.compile(r"(\]\(<|\]\(|<|)(.*?)(>\)|>|\)|)", re.DOTALL)
_IMAGE = re.compile(r"!\[(.*)(\]\(<[^<>]*>\))", re.DOTALL)
_URL_SEPARATORS = re.compile("([/?&=#;])")
_HOST = 4
"""Index of the host among the parts of a web address: "https:", "/", "", "/", host."""
_MOST_ENCODED = 3
"""How many times a value may be percent-encoded and still be decoded."""


def first_detail(source: str, allowed: Allowlist) -> PrivateDetail | None:
    """Return the first detail in `source`, which is an address with its Markdown marks, or an image. The `start` and
    `stop` of the detail are not places in the text."""
    image = _IMAGE.fullmatch(source)
    described = find_details(image[1], allowed) if image else []
    values = _URL_SEPARATORS.split(image[2] if image else source)
    return next((detail for details in (described, *_each(values, allowed)) for detail in details), None)


def remove_details(source: str, allowed: Allowlist) -> str | None:
    """Remove the values that contain a detail; return None if the address itself is one."""
    image = _IMAGE.fullmatch(source)
    opening, address, ending = _framed(image[2] if image else source)
    if image:
        opening = f"![{'' if find_details(image[1], allowed) else image[1]}{opening}"
    values = _URL_SEPARATORS.split(address)
    holding = {at for at, details in enumerate(_each(values, allowed)) if details}
    host = _HOST if address.lower().startswith("http") else 0
    if holding and min(holding) <= host:
        return None
    return f"{opening}{''.join('' if at in holding else value for at, value in enumerate(values))}{ending}"


def _framed(source: str) -> tuple[str, str, str]:
    """Split `source` into the marks before the address, the address and the marks after it."""
    found = _FRAMED.fullmatch(source)
    assert found, "the pattern takes anything"
    return found[1], found[2], found[3]


def _each(values: Iterable[str], allowed: Allowlist) -> Iterator[list[PrivateDetail]]:
    """Find the e-mail addresses in each of `values`."""
    return (find_emails(_decoded(value), allowed) for value in values)


def _decoded(value: str) -> str:
    for _ in range(_MOST_ENCODED):
        value = unquote(value) if "%" in value else value
    return value
