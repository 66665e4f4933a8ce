"""Merge the comments that several copies of one post have.

Comments are matched by Blogger's id or, where a copy has none, by their words in order. A comment that matches nothing
stays beside the others, because two copies of a comment lose nothing. If any copy shows a comment as removed, it was
removed: that cannot be undone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.ingest.copies import CopiedComment
from archive.model import Comment

_WAITING = ("pending",)
"""States that do not matter if another copy has the comment live."""
_CUT_WORDS = 4
"""The last comment of a copy that was cut short is recognised by its beginning if it has more words than this."""
_SAME_SHARE = 0.5
"""Two comments in the same position are the same one, edited, if they share more than this part of the words of the
shorter one."""


CommentLists = Sequence[Sequence[CopiedComment]]
"""The comments of each copy."""
_Position = tuple[int, int]
"""(number of the list, index in it)."""


@dataclass(frozen=True, slots=True)
class MergedComment:
    """One comment, and where it was found."""

    comment: Comment
    status: str | None
    """Why it was not live; None if it was."""
    found: tuple[_Position, ...]
    """(copy, index in its comments) of each copy of it, best first."""
    best: _Position
    """The copy whose words it has."""


@dataclass
class _Slot:
    """One comment while its copies are being collected."""

    found: list[_Position] = field(default_factory=list)
    blogger_id: str | None = None


_Slots = dict[_Position, _Slot]
"""The slot of each comment that has one."""


def merge_comments(lists: CommentLists) -> tuple[MergedComment, ...]:
    """Merge the comments of `lists`, the best list first; each reply follows its parent."""
    slots, slot_at = _slots_by_id(lists)
    for number, comments in enumerate(lists):
        slots = _with_unidentified(slots, slot_at, number, comments, lists)
    names = _new_ids(lists, slot_at)
    return tuple(_in_threads([_merged(slot, lists, names) for slot in slots]))


def _slots_by_id(lists: CommentLists) -> tuple[list[_Slot], _Slots]:
    """Make a slot for each comment with a Blogger id, ordered by time if all times are known."""
    by_id: dict[str, _Slot] = {}
    slot_at: _Slots = {}
    for number, comments in enumerate(lists):
        for index, each in enumerate(comments):
            if not each.has_made_id:
                slot = by_id.setdefault(each.comment.id, _Slot(blogger_id=each.comment.id))
                _fill(slot, slot_at, number, index)
    slots = list(by_id.values())
    times = {id(slot): _time(slot, lists) for slot in slots}
    if all(times.values()):
        slots.sort(key=lambda slot: (times[id(slot)], _id_order(slot.blogger_id)))
    return slots, slot_at


def _time(slot: _Slot, lists: CommentLists) -> str:
    moments = (lists[number][index].comment.published for number, index in slot.found)
    return next((moment.isoformat() for moment in moments if moment), "")


def _id_order(blogger_id: str | None) -> tuple[int, str]:
    return len(blogger_id or ""), blogger_id or ""


def _with_unidentified(
    slots: list[_Slot], slot_at: _Slots, number: int, comments: Sequence[CopiedComment], lists: CommentLists
) -> list[_Slot]:
    """Put the comments of one list that have no Blogger id into the slots of the same comments, or into new slots."""
    unidentified = [index for index, each in enumerate(comments) if each.has_made_id]
    if not unidentified:
        return slots
    by_id = {each.comment.id: index for index, each in enumerate(comments)}
    taken = {id(slot_at[number, index]) for index in range(len(comments)) if (number, index) in slot_at}
    free = _FreeSlots(slots, lists, taken)
    for index in unidentified:
        parent = slot_at.get((number, by_id.get(comments[index].comment.parent or "", -1)))
        if slot := free.take(comments[index], parent, is_last=index == len(comments) - 1):
            _fill(slot, slot_at, number, index)
    for run, candidates in list(_gaps(slots, slot_at, number, len(comments), free)):
        for index, slot in _paired(run, candidates, comments, lists):
            _fill(slot, slot_at, number, index)
    return _with_new_slots(slots, slot_at, number, len(comments))


def _fill(slot: _Slot, slot_at: _Slots, number: int, index: int) -> None:
    slot.found.append((number, index))
    slot_at[number, index] = slot


class _FreeSlots:
    """Slots that have no comment of the current list yet, by the words of the comments in them."""

    def __init__(self, slots: Sequence[_Slot], lists: CommentLists, taken: set[int]) -> None:
        self.taken = taken
        self._by_made_id: dict[str, _Slot] = {}
        self._by_words: defaultdict[str, list[tuple[_Slot, str | None]]] = defaultdict(list)
        self._by_beginning: defaultdict[str, list[tuple[str, _Slot]]] = defaultdict(list)
        for slot in slots:
            for each in (lists[number][index] for number, index in slot.found):
                if slot.blogger_id:
                    self._by_words[each.normalized].append((slot, each.comment.parent))
                    self._by_beginning[_beginning(each.normalized)].append((each.normalized, slot))
                if each.has_made_id:
                    self._by_made_id.setdefault(each.comment.id, slot)

    def take(self, comment: CopiedComment, parent: _Slot | None, is_last: bool) -> _Slot | None:
        """Take the slot of `comment`: that of its made id, or of its words, preferably under the same parent.

        The last comment of a list may have been cut short: it also matches a comment that begins with its words.
        """
        parent_id = parent.blogger_id if parent else None
        same_words = self._by_words.get(comment.normalized, [])
        same_parent = [slot for slot, its_parent in same_words if its_parent == parent_id]
        choices = [self._by_made_id.get(comment.comment.id), *same_parent, *(slot for slot, _ in same_words)]
        if is_last and comment.normalized.count(" ") >= _CUT_WORDS:
            whole_words = comment.normalized.rpartition(" ")[0]
            longer = self._by_beginning.get(_beginning(whole_words), [])
            choices += [slot for words, slot in longer if words.startswith(whole_words)]
        found = next((slot for slot in choices if slot and id(slot) not in self.taken), None)
        if found:
            self.taken.add(id(found))
        return found


def _beginning(words: str) -> str:
    return " ".join(words.split(maxsplit=_CUT_WORDS)[:_CUT_WORDS])


def _gaps(
    slots: Sequence[_Slot], slot_at: _Slots, number: int, length: int, free: _FreeSlots
) -> Iterator[tuple[list[int], list[_Slot]]]:
    """Yield each run of comments without a slot, with the free slots between those of the comments around the run."""
    order = {id(slot): position for position, slot in enumerate(slots)}
    for run in _runs_without_slot(slot_at, number, length):
        before = order[id(slot_at[number, run[0] - 1])] if (number, run[0] - 1) in slot_at else -1
        after = order[id(slot_at[number, run[-1] + 1])] if (number, run[-1] + 1) in slot_at else len(slots)
        yield run, [slot for slot in slots[before + 1 : after] if id(slot) not in free.taken]


def _runs_without_slot(slot_at: _Slots, number: int, length: int) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in range(length):
        if (number, index) not in slot_at:
            if runs and runs[-1][-1] == index - 1:
                runs[-1].append(index)
            else:
                runs.append([index])
    return runs


def _paired(
    run: Sequence[int], candidates: Sequence[_Slot], comments: Sequence[CopiedComment], lists: CommentLists
) -> list[tuple[int, _Slot]]:
    """If there are as many comments as free slots, pair those that were removed or edited, in order."""
    if len(run) != len(candidates):
        return []
    pairs = zip(run, candidates, strict=True)
    return [(index, slot) for index, slot in pairs if _is_same_changed(comments[index], slot, lists)]


def _is_same_changed(comment: CopiedComment, slot: _Slot, lists: CommentLists) -> bool:
    others = [lists[number][index] for number, index in slot.found]
    if not slot.blogger_id or any(each.comment.removed for each in others):
        return slot.blogger_id is not None
    words, other = Counter(comment.normalized.split()), Counter(others[0].normalized.split())
    return (words & other).total() > _SAME_SHARE * min(words.total(), other.total())


def _with_new_slots(slots: Sequence[_Slot], slot_at: _Slots, number: int, length: int) -> list[_Slot]:
    """Add slots for the comments that have none, each run before the slot of the comment after it, or at the end."""
    before: defaultdict[int | None, list[_Slot]] = defaultdict(list)
    for run in _runs_without_slot(slot_at, number, length):
        following = slot_at.get((number, run[-1] + 1))
        for index in run:
            slot = _Slot()
            _fill(slot, slot_at, number, index)
            before[id(following) if following else None].append(slot)
    return [*(each for slot in slots for each in (*before[id(slot)], slot)), *before[None]]


def _merged(slot: _Slot, lists: CommentLists, names: Sequence[Mapping[str, str]]) -> MergedComment:
    found = sorted(slot.found)
    copies = [lists[number][index] for number, index in found]
    removed = [position for position, copy in zip(found, copies, strict=True) if copy.comment.removed]
    best = (removed or found)[0]
    parents = (
        names[number].get(parent, parent)
        for (number, _), copy in zip(found, copies, strict=True)
        if (parent := copy.comment.parent)
    )
    new_id = _new_id(slot, lists)
    comment = replace(
        lists[best[0]][best[1]].comment,
        id=new_id,
        aliases=_aliases(copies, new_id),
        author=next((copy.comment.author for copy in copies if copy.comment.author), None),
        published=next((copy.comment.published for copy in copies if copy.comment.published), None),
        parent=next(parents, None),
    )
    return MergedComment(comment, _status(copies), tuple(found), best)


def _aliases(copies: Sequence[CopiedComment], new_id: str) -> tuple[str, ...]:
    """Return the made ids that copies of the comment have or had, other than `new_id`."""
    made = {
        each for copy in copies for each in (*copy.comment.aliases, *([copy.comment.id] if copy.has_made_id else ()))
    }
    return tuple(sorted(made - {new_id}))


def _new_id(slot: _Slot, lists: CommentLists) -> str:
    number, index = min(slot.found)
    return slot.blogger_id or lists[number][index].comment.id


def _new_ids(lists: CommentLists, slot_at: _Slots) -> list[dict[str, str]]:
    """For each list, map the ids that its comments have there to those of the merged comments."""
    return [
        {each.comment.id: _new_id(slot_at[number, index], lists) for index, each in enumerate(comments)}
        for number, comments in enumerate(lists)
    ]


def _status(copies: Sequence[CopiedComment]) -> str | None:
    """Return why the comment is not live: removal counts from any copy, but a pending comment may since be live."""
    known = [copy.status for copy in copies if not copy.has_made_id] or [copy.status for copy in copies]
    taken_down = (status for status in known if status and status not in _WAITING)
    return next(taken_down, None if None in known else known[0])


def _in_threads(comments: Sequence[MergedComment]) -> Iterator[MergedComment]:
    """Yield `comments` with each reply after its parent, otherwise in the given order."""
    ids = {each.comment.id for each in comments}
    replies: defaultdict[str | None, list[MergedComment]] = defaultdict(list)
    for each in comments:
        parent = each.comment.parent
        replies[parent if parent in ids and parent != each.comment.id else None].append(each)
    done: set[str] = set()
    yield from _with_replies(replies[None], replies, done)
    yield from (each for each in comments if each.comment.id not in done)  # replies to each other in a circle


def _with_replies(
    top: Iterable[MergedComment], replies: dict[str | None, list[MergedComment]], done: set[str]
) -> Iterator[MergedComment]:
    waiting = list(reversed(list(top)))
    while waiting:
        each = waiting.pop()
        done.add(each.comment.id)
        yield each
        waiting += reversed(replies.get(each.comment.id, []))
