"""Find shared passages: texts in; passages with their source and exact spans, and boilerplate, out.

Values in, values out, and one rule: a quotation claimed where there is none does harm, one that is missed does none.

No two texts are compared that do not share a row of five words which stands in few places (`shingles`, `runs`);
those that do are aligned word by word (`alignment`) and judged (`judging`, `boilerplate`, `frames`, `direction`).

Why not a library: MinHash-LSH knows whole texts only, so it cannot see a paragraph in a long post, nor say where it
is; a plain join of equal rows loses what was edited (figures of all three: tests/benchmarks/reuse_at_scale.py).
numpy sorts and joins the rows, rapidfuzz compares words; the rest is here.
"""

from archive.text_reuse.find import compare_pair, find_in_index, passages
from archive.text_reuse.index import Index, from_buffers, to_buffers
from archive.text_reuse.model import (
    QUOTES_A_THIRD_PARTY,
    Boilerplate,
    ComparableText,
    Direction,
    Passage,
    Span,
    TextReuse,
)

__all__ = [
    "QUOTES_A_THIRD_PARTY",
    "Boilerplate",
    "ComparableText",
    "Direction",
    "Index",
    "Passage",
    "Span",
    "TextReuse",
    "compare_pair",
    "find_in_index",
    "from_buffers",
    "passages",
    "to_buffers",
]
