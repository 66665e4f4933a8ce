"""Mark copies that break off in mid-sentence as partial, so that a whole copy is preferred and the page says it.

Exports, feeds with full texts, backups and mails are whole by their form and are not judged, and neither are pages of
Napo's site, whose teasers are never published. What follows a post in its file shows that it is complete, unless it
ends in a word that ends no sentence. The end of a plain text is judged where that is parsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.ingest.copies import Copy
from archive.markup.endings import ends_in_mid_sentence

_JUDGED = ("text:", "html:post", "html:archive")


def with_broken_off(copies: Sequence[Copy], form: str) -> list[Copy]:
    """Return the copies of one document; those that break off are partial."""
    return [_judged(copy) for copy in copies] if form.startswith(_JUDGED) else list(copies)


def _judged(copy: Copy) -> Copy:
    if copy.is_stub or copy.post.kind == "page" or not ends_in_mid_sentence(copy.post.body):
        return copy
    return replace(copy, post=replace(copy.post, partial=True))
