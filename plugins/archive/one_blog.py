"""Which posts are of the blog that this archive is of: a backup may hold several of its owner's.

The rule: only if the sources themselves say which of the blogs in them stands at our address are the others left out,
by name; otherwise all are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.blogger_ids import blog_digits, canonical
from archive.ingest.copies import Copy

ANOTHER = "a post of another blog"


def of_one_blog(copies: Sequence[Copy], address: str | None) -> list[Copy]:
    """`copies`, those of other blogs than the one at `address` marked as not to be shown."""
    here = canonical(f"{address.rstrip('/')}/p/any.html") if address else None
    ours = {_blog(copy) for copy in copies if here and copy.host == here.host} - {None}
    if not ours:
        return list(copies)
    return [replace(copy, status=ANOTHER) if _blog(copy) not in (None, *ours) else copy for copy in copies]


def _blog(copy: Copy) -> str | None:
    return blog_digits(copy.blogger_id) if copy.blogger_id else None
