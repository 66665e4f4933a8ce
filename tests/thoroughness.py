"""How much the tests try: a few examples by default, many with `invoke test --thorough`.

By default hypothesis tries the same examples in each run, so that a test that fails fails again. conftest.py has the
profiles, and loads one before it imports any test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

THOROUGH = settings().max_examples > 100
"""True with --thorough."""
SLOW = settings(max_examples=settings().max_examples // 4, suppress_health_check=list(HealthCheck))
"""For a property of which each example takes long."""


def few_by_default(few: int, values: Sequence[Any]) -> list[Any]:
    """Return `values` as parameters of a test: the first `few` run always, the others only with --thorough."""
    return [*values[:few], *(pytest.param(value, marks=pytest.mark.thorough) for value in values[few:])]
