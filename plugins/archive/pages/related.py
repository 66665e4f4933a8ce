"""Which texts have most in common with each, and what that is.

The rule: a list rests on few other texts, so that it stays as it is from build to build. Two texts are compared only if
they stand near each other in time among those with the same feature, and how rare a feature is counts in powers of two.
So a new text changes the lists of its near ones, and, seldom, of all with a feature that it makes one step commoner.
What was not taken: TF-IDF over all words, whose every weight changes with every text, and which can give no reason.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from typing import Literal, NamedTuple

Kind = Literal["source", "passage", "topic", "mention"]
_FACTORS: dict[Kind, int] = {"source": 4, "passage": 3, "topic": 2, "mention": 1}
"""What a feature of each kind weighs for each step of rarity. A topic of two texts is mostly named in both, too."""
_NEAR = 16
"""A text is compared with so many before and after it, of those with the same feature: with all, where it is rare."""
_RARE = 32
"""What more texts than these name in passing is no reason to read one after the other."""
_FEW = 8
"""So many texts may have a feature in common, however small the archive is."""
_COUNTED = 6
"""Features that count for two texts, the heaviest: else long texts would have most in common with everything."""
_AT_LEAST = 3
"""So many are listed if there are any; more only if they have half as much in common as the first."""
_NO_DAY = date.max


class Feature(NamedTuple):
    """Something that a text may have in common with another."""

    kind: Kind
    name: str
    """Of a topic or mention its label; of a source, which all that quote it have and itself, its ref; of a passage of
    unknown source the ref of the first of two that have it."""


@dataclass(frozen=True)
class Features:
    """What is known of one text."""

    ref: str
    day: date | None
    found: frozenset[Feature]
    apart: frozenset[str] = frozenset()
    """Refs of texts that are not to be listed for this one: it has links to them already."""


class Related(NamedTuple):
    """A text that is listed for another."""

    ref: str
    common: tuple[Feature, ...]
    """What counted, the heaviest first."""


def related(texts: Collection[Features], limit: int = 5) -> dict[str, tuple[Related, ...]]:
    """For each text, by ref, the `limit` or fewer that have most in common with it, the nearest in time first of those
    that have equally much; none for a text that has nothing in common with others. The order of `texts` does not
    matter. Time grows with the number of features, not with the square of that of texts.
    """
    ordered = sorted(texts, key=lambda text: (text.day or _NO_DAY, text.ref))
    weights = _weights(_places(ordered), len(ordered))
    telling = [replace(text, found=text.found & weights.keys()) for text in ordered]
    places = _places(telling)
    return {
        text.ref: _best(text, [telling[at] for at in _near(place, text, places)], weights, limit)
        for place, text in enumerate(telling)
    }


def _places(texts: Sequence[Features]) -> dict[Feature, list[int]]:
    """Where in `texts` those with each feature stand, from first to last."""
    places: defaultdict[Feature, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for feature in text.found:
            places[feature].append(place)
    return places


def _weights(places: Mapping[Feature, Sequence[int]], texts: int) -> dict[Feature, int]:
    """Of the features that say something. One that a quarter to a half of all texts have says nothing."""
    most = max(_FEW, (1 << texts.bit_length()) >> 2)
    return {
        feature: _FACTORS[feature.kind] * max(1, texts.bit_length() - len(found).bit_length())
        for feature, found in places.items()
        if 1 < len(found) <= (min(most, _RARE) if feature.kind == "mention" else most)
    }


def _near(place: int, text: Features, places: Mapping[Feature, Sequence[int]]) -> set[int]:
    """Places of the texts that the one at `place` is compared with."""
    near: set[int] = set()
    for feature in text.found:
        found = places[feature]
        at = bisect_left(found, place)
        near.update(found[max(0, at - _NEAR) : at + _NEAR + 1])
    return near - {place}


def _best(
    text: Features, others: Iterable[Features], weights: Mapping[Feature, int], limit: int
) -> tuple[Related, ...]:
    """The texts to list, the best first."""
    compared = (_compared(text, other, weights) for other in others if other.ref not in text.apart)
    best = nsmallest(limit, filter(_tells, compared))
    return tuple(
        Related(each.ref, _heaviest(each.common, weights))
        for rank, each in enumerate(best)
        if rank < _AT_LEAST or 2 * each.score <= best[0].score
    )


class _Compared(NamedTuple):
    """Sorts the best first."""

    score: int
    """The weight of what the two have in common, with a minus."""
    days: int
    """From one to the other."""
    ref: str
    common: frozenset[Feature]


def _compared(text: Features, other: Features, weights: Mapping[Feature, int]) -> _Compared:
    common = text.found & other.found
    counted = sorted((weights[feature] for feature in common), reverse=True)[:_COUNTED]
    return _Compared(-sum(counted), _days(text, other), other.ref, common)


def _tells(compared: _Compared) -> bool:
    """False for texts that have nothing in common, or no more than one name."""
    return len(compared.common) > 1 or any(feature.kind != "mention" for feature in compared.common)


def _heaviest(common: Iterable[Feature], weights: Mapping[Feature, int]) -> tuple[Feature, ...]:
    return tuple(sorted(common, key=lambda feature: (-weights[feature], feature))[:_COUNTED])


def _days(one: Features, other: Features) -> int:
    """Days from one to the other; more than any two are apart if a day is not known."""
    return abs((one.day - other.day).days) if one.day and other.day else _NO_DAY.toordinal()
