"""Names for what lies in a container: below the container's own name, fit for one line, each one once.

The rule: a name from outside is never a path. Files are opened by their place in the container, so that a name such
as "../../x" or "C:\\x" is odd but harmless, and what bears it is read like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from archive.sources.files import fit_for_a_line

_LONGEST = 80
"""Signs of the last part of an address that go into a name."""


def member_path(name: str) -> str:
    """The path of a zip's member with "/" between its parts, none of them empty, "." or ".."."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    shown = fit_for_a_line("/".join(parts)).split("/")
    return "/".join("%2E%2E" if part == ".." else part for part in shown) or "%00"


def apart(names: Iterable[str]) -> Iterator[str]:
    """The names in order; one that was there before gets the first number that makes it another."""
    taken: set[str] = set()
    latest: Counter[str] = Counter()
    for name in names:
        new = name
        while new in taken:
            latest[name] += 1
            new = f"{name}#{latest[name] + 1}"
        taken.add(new)
        yield new


def capture_name(container: str, number: int, address: str | None) -> str:
    """The name of a web archive's record: its number, with the last part of its address."""
    tail = _last_part(address) if address else ""
    return f"{container}/{number}-{tail}" if tail else f"{container}/{number}"


def _last_part(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.netloc
    return fit_for_a_line(last[:_LONGEST])
