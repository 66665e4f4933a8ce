"""Say whether the words before a passage introduce it as a quotation."""

from __future__ import annotations

import numpy as np

from archive.text_reuse.tokens import TokenFlag, Tokens

_COLON_BEFORE = 12
"""Tokens before a passage within which a colon introduces it, so that there may be a headline between them."""
_COLON_INSIDE = 8
"""The same inside the passage, because two texts may introduce it with the same words."""


class Introduction:
    """Bits with what a text says before a passage."""

    NEAR = 1
    """Right before it, the text says that it quotes somebody."""
    EARLIER = 2
    """It says so further up, and does not end the quotation."""


def introduction(tokens: Tokens, first: int, start: int) -> int:
    """Return the bits of Introduction for a passage that starts at `start`, in a text whose first token is `first`."""
    flags = tokens.flags
    near = flags[max(first, start - _COLON_BEFORE) + 1 : start + _COLON_INSIDE]
    is_near = flags[start] & TokenFlag.OPENS_QUOTATION or (near & TokenFlag.AFTER_COLON).any()
    before = flags[first + 1 : start + 1]
    changes = np.flatnonzero(before & (TokenFlag.AFTER_INTRODUCTION | TokenFlag.AFTER_SEPARATOR))
    is_earlier = len(changes) and not before[changes[-1]] & TokenFlag.AFTER_SEPARATOR
    return Introduction.NEAR * bool(is_near) | Introduction.EARLIER * bool(is_earlier)
