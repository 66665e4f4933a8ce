"""E-mail addresses within web and mail addresses, however they are encoded there, and in images.

The rule: of a web address only the value that holds an e-mail address goes; what leads to the e-mail address itself
goes altogether. An image loses its description for any private detail in that.
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
"""Place of the host among the parts of a web address: "https:", "/", "", "/", host."""
_MOST_ENCODED = 3
"""So often may a value be percent-encoded and still be read."""


def first_detail(source: str, allowed: Allowlist) -> PrivateDetail | None:
    """The first detail within `source`, an address with the marks of Markdown around it, or an image. Its place is
    none in the text."""
    image = _IMAGE.fullmatch(source)
    described = find_details(image[1], allowed) if image else []
    values = _SEPARATORS.split(image[2] if image else source)
    return next((detail for details in (described, *_each(values, allowed)) for detail in details), None)


def remove_details(source: str, allowed: Allowlist) -> str | None:
    """`source` without the values that hold a detail; None if nothing of it can stay."""
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
    """The address in `source`, between the marks before and after it."""
    found = _FRAMED.fullmatch(source)
    assert found, "the pattern takes anything"
    return found[1], found[2], found[3]


def _each(values: Iterable[str], allowed: Allowlist) -> Iterator[list[PrivateDetail]]:
    """The e-mail addresses in each of `values`."""
    return (find_emails(_decoded(value), allowed) for value in values)


def _decoded(value: str) -> str:
    for _ in range(_MOST_ENCODED):
        value = unquote(value) if "%" in value else value
    return value
