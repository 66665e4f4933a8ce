"""Find and remove e-mail addresses in link targets, even percent-encoded ones, and personal details in images.

The rule: a web address loses only the value that contains an e-mail address; a link to the e-mail address itself is
removed. An image loses its description if that contains a personal detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from archive.privacy.detectors import Allowlist, PrivateDetail, find_details, find_emails

_FRAMED = re.compile(r"(\]\(<|\]\(|<|)(.*?)(>\)|>|\)|)", re.DOTALL)
_IMAGE = re.compile(r"!\[(.*)(\]\(<[^<>]*>\))", re.DOTALL)
_SEPARATORS = re.compile("([/?&=#;])")
_HOST = 4
"""Index of the host among the parts of a web address: "https:", "/", "", "/", host."""
_MOST_ENCODED = 3
"""How many times a value may be percent-encoded and still be decoded."""


def first_detail(source: str, allowed: Allowlist) -> PrivateDetail | None:
    """Return the first detail in `source`, which is an address with its Markdown marks, or an image. The `start` and
    `stop` of the detail are not places in the text."""
    image = _IMAGE.fullmatch(source)
    described = find_details(image[1], allowed) if image else []
    values = _SEPARATORS.split(image[2] if image else source)
    return next((detail for details in (described, *_each(values, allowed)) for detail in details), None)


def remove_details(source: str, allowed: Allowlist) -> str | None:
    """Remove the values that contain a detail; return None if the address itself is one."""
    image = _IMAGE.fullmatch(source)
    opening, address, ending = _framed(image[2] if image else source)
    if image:
        opening = f"![{'' if find_details(image[1], allowed) else image[1]}{opening}"
    values = _SEPARATORS.split(address)
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
