"""Find shared passages: texts in; passages with their source and exact spans, and boilerplate, out.

When in doubt, report no quotation: a false one does harm, a missed one does none.

1. `tokens`: turn words into numbers.
2. `shingles`: sort all runs of five tokens, so that equal ones are neighbours. Two texts are compared only if they
   share a shingle that appears in few places.
3. `matches`: join equal shingles into seed matches, and keep the promising ones.
4. `alignment`: extend them token by token, however the passage was edited.
5. `scoring`: decide which alignments are quotations, and where they start and end.
6. `boilerplate`: withhold what appears everywhere, headers, footers and forms.
7. `direction`: decide who quotes whom.

`index` keeps the results of steps 1 to 5; `find` does the rest; `passages` also compares two texts only.

Why no library does this: MinHash-LSH compares whole texts, so it neither sees one paragraph in a long post nor knows
where it is, and joining equal shingles alone loses what was edited (tests/benchmarks/reuse_at_scale.py has the
figures of all three). numpy sorts and joins the shingles, rapidfuzz compares words.
"""

from archive.text_reuse.find import find_text_reuse
from archive.text_reuse.index import Index
from archive.text_reuse.model import (
    QUOTES_A_THIRD_PARTY,
    Boilerplate,
    ComparableText,
    Direction,
    Passage,
    Span,
    TextReuse,
)
from archive.text_reuse.passages import compare_pair
from archive.text_reuse.stored_index import SETTLED, from_buffers, to_buffers
from archive.text_reuse.tokens import keys_of

__all__ = [
    "QUOTES_A_THIRD_PARTY",
    "SETTLED",
    "Boilerplate",
    "ComparableText",
    "Direction",
    "Index",
    "Passage",
    "Span",
    "TextReuse",
    "compare_pair",
    "find_text_reuse",
    "from_buffers",
    "keys_of",
    "to_buffers",
]
