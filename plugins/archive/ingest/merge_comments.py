"""The comments of one post from several copies of it, each once.

The rule: by Blogger's id; where a copy has none, by its words, in order. What matches nothing stands beside the others:
leaving two copies loses nothing. A comment that any copy shows as removed was removed, since that cannot be undone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.ingest.copies import CopiedComment
from archive.model import Comment

REMOVED = "removed by its author or the blog"
_WAITING = ("pending",)
"""States that give way to a copy in which the comment was live."""
_CUT_WORDS = 4
"""So many words the last comment of a copy that was cut short must have to be known by its beginning."""
_ALIKE = 0.5
"""Share of the words of the shorter of two comments in one place that makes them the same one, changed since."""


Lists = Sequence[Sequence[CopiedComment]]


@dataclass(frozen=True)
class UnitedComment:
    """One comment, and where it was found."""

    comment: Comment
    status: str | None
    """Why it was not live; None if it was."""
    found: tuple[tuple[int, int], ...]
    """(copy, place in its list) of each copy of it, best first."""
    best: tuple[int, int]
    """That whose words it has."""


@dataclass
class _Place:
    """One comment while it is being put together."""

    found: list[tuple[int, int]] = field(default_factory=list)
    blogger_id: str | None = None


def united_lists(lists: Lists) -> tuple[UnitedComment, ...]:
    """The comments of `lists`, the best list first; a reply follows what it answers."""
    places, at = _identified(lists)
    for number, comments in enumerate(lists):
        places = _with_unnamed(places, at, number, comments, lists)
    names = _names(lists, at)
    return tuple(_in_threads([_united(place, lists, names) for place in places]))


_At = dict[tuple[int, int], _Place]
"""Where each comment of each list went."""


def _identified(lists: Lists) -> tuple[list[_Place], _At]:
    """A place for each comment that has Blogger's id, by time as far as that is known."""
    by_id: dict[str, _Place] = {}
    at: _At = {}
    for number, comments in enumerate(lists):
        for index, each in enumerate(comments):
            if not each.made:
                place = by_id.setdefault(each.comment.id, _Place(blogger_id=each.comment.id))
                place.found.append((number, index))
                at[number, index] = place
    order = {id(place): number for number, place in enumerate(by_id.values())}
    times = {id(place): _time(place, lists) for place in by_id.values()}
    if all(times.values()):
        return sorted(by_id.values(), key=lambda place: (times[id(place)], _number(place.blogger_id))), at
    return sorted(by_id.values(), key=lambda place: order[id(place)]), at


def _time(place: _Place, lists: Lists) -> str:
    moments = (lists[number][index].comment.published for number, index in place.found)
    return next((moment.isoformat() for moment in moments if moment), "")


def _number(blogger_id: str | None) -> tuple[int, str]:
    return len(blogger_id or ""), blogger_id or ""


def _with_unnamed(
    places: list[_Place], at: _At, number: int, comments: Sequence[CopiedComment], lists: Lists
) -> list[_Place]:
    """`places` with those comments of one list that have no id of Blogger's: in their places, or in new ones."""
    unnamed = [index for index, each in enumerate(comments) if each.made]
    if not unnamed:
        return places
    by_id = {each.comment.id: index for index, each in enumerate(comments)}
    free = _Free(places, lists, {id(at[number, index]) for index in range(len(comments)) if (number, index) in at})
    for index in unnamed:
        answered = at.get((number, by_id.get(comments[index].comment.parent or "", -1)))
        if place := free.of(comments[index], answered, is_last=index == len(comments) - 1):
            _settle(place, at, number, index)
    for run, candidates in list(_gaps(places, at, number, len(comments), free)):
        for index, place in _paired(run, candidates, comments, lists):
            _settle(place, at, number, index)
    return _inserted(places, at, number, len(comments))


def _settle(place: _Place, at: _At, number: int, index: int) -> None:
    place.found.append((number, index))
    at[number, index] = place


class _Free:
    """Places that no comment of the list at hand has yet, by their words."""

    def __init__(self, places: Sequence[_Place], lists: Lists, taken: set[int]) -> None:
        self.taken = taken
        self._by_made: dict[str, _Place] = {}
        self._by_words: defaultdict[str, list[tuple[_Place, str | None]]] = defaultdict(list)
        self._by_beginning: defaultdict[str, list[tuple[str, _Place]]] = defaultdict(list)
        for place in places:
            for each in (lists[number][index] for number, index in place.found):
                if place.blogger_id:
                    self._by_words[each.folded].append((place, each.comment.parent))
                    self._by_beginning[_beginning(each.folded)].append((each.folded, place))
                if each.made:
                    self._by_made.setdefault(each.comment.id, place)

    def of(self, comment: CopiedComment, answered: _Place | None, is_last: bool) -> _Place | None:
        """The place of `comment`: that of the same made id, or with its words, best under the one it answers; or that
        which begins with them, if it is the last of its list, which a cut may have ended."""
        parent = answered.blogger_id if answered else None
        alike = self._by_words.get(comment.folded, [])
        right = [place for place, its_parent in alike if its_parent == parent]
        ways = [self._by_made.get(comment.comment.id), *right, *(place for place, _ in alike)]
        if is_last and comment.folded.count(" ") >= _CUT_WORDS:
            whole = comment.folded.rpartition(" ")[0]
            starts = self._by_beginning.get(_beginning(whole), [])
            ways += [place for words, place in starts if words.startswith(whole)]
        found = next((place for place in ways if place and id(place) not in self.taken), None)
        if found:
            self.taken.add(id(found))
        return found


def _beginning(folded: str) -> str:
    return " ".join(folded.split(maxsplit=_CUT_WORDS)[:_CUT_WORDS])


def _gaps(
    places: Sequence[_Place], at: _At, number: int, length: int, free: _Free
) -> Iterator[tuple[list[int], list[_Place]]]:
    """Runs of comments without a place, each with the free places between those of its neighbours."""
    order = {id(place): position for position, place in enumerate(places)}
    for run in _runs(at, number, length):
        before = order[id(at[number, run[0] - 1])] if (number, run[0] - 1) in at else -1
        after = order[id(at[number, run[-1] + 1])] if (number, run[-1] + 1) in at else len(places)
        yield run, [place for place in places[before + 1 : after] if id(place) not in free.taken]


def _runs(at: _At, number: int, length: int) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in range(length):
        if (number, index) not in at:
            if runs and runs[-1][-1] == index - 1:
                runs[-1].append(index)
            else:
                runs.append([index])
    return runs


def _paired(
    run: Sequence[int], candidates: Sequence[_Place], comments: Sequence[CopiedComment], lists: Lists
) -> list[tuple[int, _Place]]:
    """As many comments as free places, in order, where each is removed by now or says nearly the same."""
    if len(run) != len(candidates):
        return []
    pairs = zip(run, candidates, strict=True)
    return [(index, place) for index, place in pairs if _is_changed(comments[index], place, lists)]


def _is_changed(comment: CopiedComment, place: _Place, lists: Lists) -> bool:
    others = [lists[number][index] for number, index in place.found]
    if not place.blogger_id or any(each.comment.removed for each in others):
        return place.blogger_id is not None
    words, other = Counter(comment.folded.split()), Counter(others[0].folded.split())
    return (words & other).total() > _ALIKE * min(words.total(), other.total())


def _inserted(places: Sequence[_Place], at: _At, number: int, length: int) -> list[_Place]:
    """`places` with new ones for comments that have none: before that of the next of their list, else at the end."""
    before: defaultdict[int | None, list[_Place]] = defaultdict(list)
    for run in _runs(at, number, length):
        following = at.get((number, run[-1] + 1))
        for index in run:
            place = _Place()
            _settle(place, at, number, index)
            before[id(following) if following else None].append(place)
    return [*(each for place in places for each in (*before[id(place)], place)), *before[None]]


def _united(place: _Place, lists: Lists, names: Sequence[Mapping[str, str]]) -> UnitedComment:
    found = sorted(place.found)
    copies = [lists[number][index] for number, index in found]
    removed = [where for where, copy in zip(found, copies, strict=True) if copy.comment.removed]
    best = (removed or found)[0]
    parents = (
        names[number].get(parent, parent)
        for (number, _), copy in zip(found, copies, strict=True)
        if (parent := copy.comment.parent)
    )
    name = _id(place, lists)
    comment = replace(
        lists[best[0]][best[1]].comment,
        id=name,
        aliases=_aliases(copies, name),
        author=next((copy.comment.author for copy in copies if copy.comment.author), None),
        published=next((copy.comment.published for copy in copies if copy.comment.published), None),
        parent=next(parents, None),
    )
    return UnitedComment(comment, _status(copies), tuple(found), best)


def _aliases(copies: Sequence[CopiedComment], name: str) -> tuple[str, ...]:
    """The made ids that copies of one comment had before it was called `name`."""
    made = {each for copy in copies for each in (*copy.comment.aliases, *([copy.comment.id] if copy.made else ()))}
    return tuple(sorted(made - {name}))


def _id(place: _Place, lists: Lists) -> str:
    number, index = min(place.found)
    return place.blogger_id or lists[number][index].comment.id


def _names(lists: Lists, at: _At) -> list[dict[str, str]]:
    """For each list, what its comments are called now, by what they are called there."""
    return [
        {each.comment.id: _id(at[number, index], lists) for index, each in enumerate(comments)}
        for number, comments in enumerate(lists)
    ]


def _status(copies: Sequence[CopiedComment]) -> str | None:
    """Why it is not live: any copy may know that it was taken down; one that waited may have been let in since."""
    known = [copy.status for copy in copies if not copy.made] or [copy.status for copy in copies]
    taken_down = (status for status in known if status and status not in _WAITING)
    return next(taken_down, None if None in known else known[0])


def _in_threads(comments: Sequence[UnitedComment]) -> Iterator[UnitedComment]:
    """`comments`, replies after what they answer; otherwise in the order given."""
    ids = {each.comment.id for each in comments}
    replies: defaultdict[str | None, list[UnitedComment]] = defaultdict(list)
    for each in comments:
        parent = each.comment.parent
        replies[parent if parent in ids and parent != each.comment.id else None].append(each)
    done: set[str] = set()
    yield from _below(replies[None], replies, done)
    yield from (each for each in comments if each.comment.id not in done)  # those that answer each other in a circle


def _below(
    top: Iterable[UnitedComment], replies: dict[str | None, list[UnitedComment]], done: set[str]
) -> Iterator[UnitedComment]:
    waiting = list(reversed(list(top)))
    while waiting:
        each = waiting.pop()
        done.add(each.comment.id)
        yield each
        waiting += reversed(replies.get(each.comment.id, []))
