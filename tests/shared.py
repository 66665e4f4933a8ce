"""The paths of `../shared`: real scrapes, public samples and recorded cases, which are not part of the project.

Tests that read them have the marker `shared`. With `--shared` pytest runs these tests only, otherwise all others. All
that the project promises is tested without them; the docstring of each says what it adds.
"""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = SHARED / "seeds"
"""Plain-text scrapes of the real blog."""
SAMPLES = SHARED / "samples"
"""Public samples: exports, mail, web pages, web archives, attacks."""
FORMS = SHARED / "design" / "forms.md"
"""Tables of what was counted in the real scrapes."""
