"""What the process that renders is told of the last build, as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


@dataclass(frozen=True)
class RenderJob:
    """What the process that renders is told of the last build."""

    program: str = ""
    """A digest of the program and its settings."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The key of each file of the served site that is as the last build left it, by path."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The hash of each file of the content folder, by path; empty if it is not known."""
    keeps: bool = True
    """False if nothing that earlier builds have kept may be used."""


def write_job(path: Path, job: RenderJob) -> None:
    """Write `job` for the process that renders."""
    path.write_text(json.dumps({each.name: getattr(job, each.name) for each in fields(job)}), encoding="utf-8")


def read_job(path: str) -> RenderJob:
    """Return the job in the file `path`; without a path, one that knows of no earlier build."""
    return RenderJob(**json.loads(Path(path).read_bytes())) if path else RenderJob()
