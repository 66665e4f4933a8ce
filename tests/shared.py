"""Where `../shared` is: real scrapes, public samples and recorded cases, which are no part of the project.

Tests that read it carry the marker `shared`. pytest leaves them out unless it is given `--shared`, and then runs no
others. What the project promises is tested without them; each says in its docstring what it adds.
"""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = SHARED / "seeds"
"""Plain-text scrapes of the real blog."""
SAMPLES = SHARED / "samples"
"""Public samples: exports, mail, web pages, web archives, attacks."""
FORMS = SHARED / "design" / "forms.md"
"""Tables of what was counted in the real scrapes."""
