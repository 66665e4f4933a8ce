"""Convert a search index to a form in which two builds of the same site are equal.

Pagefind 1.5.2 writes filters and their values in random order, so the filter files, the meta file with their names and
the entry file with the name of the meta file differ between builds. These are decoded and compared without the hashes
in file names; all other files are compared byte for byte.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import cbor2


def comparable(site: Path) -> dict[str, Any]:
    """Map each file of the index of `site`, under a stable name, to its bytes or its decoded values."""
    files = sorted(file for file in (site / "pagefind").rglob("*") if file.is_file())
    found = [_READERS.get(file.suffix, _other)(file) for file in files]
    assert len(dict(found)) == len(files)
    return dict(found)


def _filter(file: Path) -> tuple[str, Any]:
    name, values = _decode(file)
    return f"filter {name}", sorted(values)


def _meta(file: Path) -> tuple[str, Any]:
    version, pages, chunks, filters, *rest = _decode(file)
    return file.name.partition("_")[0], [version, pages, chunks, sorted(name for name, _ in filters), *rest]


def _entry(file: Path) -> tuple[str, Any]:
    entry = json.loads(file.read_bytes())
    for language in entry["languages"].values():
        del language["hash"]
    return file.name, entry


def _other(file: Path) -> tuple[str, Any]:
    return f"{file.parent.name}/{file.name}", file.read_bytes()


def _decode(file: Path) -> Any:
    return cbor2.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))


_READERS = {".pf_filter": _filter, ".pf_meta": _meta, ".json": _entry}
