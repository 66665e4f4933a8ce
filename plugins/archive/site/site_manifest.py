"""The list of content files in a finished site, with the addresses of their pages: `.archive-site.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import BuildFailed
from archive.site.marker import MARKER


@dataclass(frozen=True, order=True)
class ManifestEntry:
    """A content file and the address of its page."""

    ref: str
    """Its ref in decisions and in the ledger."""
    file: str
    """Path of the content file, with "/" as separator."""
    url: str
    """Address of its page, relative to the root of the site; for a duplicate, the page of the post that is shown."""
    kind: str
    """One of `archive.model.KINDS`."""
    comments: tuple[str, ...] = ()
    """The anchors of its comments on that page ("c" + id)."""
    redirects: tuple[str, ...] = ()
    """Addresses that redirect to `url`; for a duplicate they include its own address."""


@dataclass(frozen=True)
class Manifest:
    """The content files from which a site was built."""

    articles: tuple[ManifestEntry, ...] = ()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest` into the site in `folder` as JSON, with its articles sorted."""
    stored = msgspec.json.encode({"articles": sorted(manifest.articles)}, order="sorted")
    (folder / MARKER).write_bytes(msgspec.json.format(stored, indent=1) + b"\n")


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of the site in `folder`; None if it is missing. Raises `BuildFailed` if it is damaged."""
    try:
        entries = json.loads((folder / MARKER).read_bytes())["articles"]
        return Manifest(tuple(_listed(entry) for entry in entries))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildFailed(f"{folder / MARKER} cannot be read ({error}); build the site again") from error


def _listed(entry: dict[str, Any]) -> ManifestEntry:
    values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
    return ManifestEntry(**values)
