"""Numbers and lists in words."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else _plural(one)}"


def _plural(word: str) -> str:
    return f"{word.removesuffix('y')}ies" if word.endswith("ry") else f"{word}s"


def listed(parts: Sequence[str]) -> str:
    """Join parts as in "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def figures(*numbers: int) -> list[str]:
    return [f"{number:,}" for number in numbers]
