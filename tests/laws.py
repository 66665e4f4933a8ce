"""How much is tried of a law: few examples by default, many with `invoke test --thorough`.

The default is for hypothesis to try the same examples in each run, so that a test that fails fails again. The profiles
are in conftest.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SLOW = settings(max_examples=settings().max_examples // 4, suppress_health_check=list(HealthCheck))
"""For a law of which each example takes long."""


def first(few: int, values: Sequence[Any]) -> list[Any]:
    """`values` as parameters of a test: the first few always, the others only with `--thorough`."""
    return [*values[:few], *(pytest.param(value, marks=pytest.mark.thorough) for value in values[few:])]
