"""The same sources give the same files, byte for byte, whoever builds them, where and when."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pagefind_index import comparable
from whole_site import Site, built, import_and_build, trees


@pytest.fixture
def private_files() -> Iterator[None]:
    """New files may be read by nobody else."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def pages(site: Site) -> dict[str, bytes]:
    """All files but the search index, which `comparable` reads."""
    return {name: data for name, data in trees(site.folder).items() if not name.startswith("pagefind/")}


@pytest.mark.usefixtures("private_files")
@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"},
    ],
    ids=["auckland", "utc"],
)
def test_another_folder_zone_locale_and_hash_seed_change_nothing(site: Site, tmp_path: Path, environment):
    other = import_and_build(site.source, tmp_path / "a longer place", **environment)
    assert trees(other.content) == trees(site.content)
    assert pages(other) == pages(site)
    assert comparable(other.folder) == comparable(site.folder)


def test_a_second_build_in_the_same_place_changes_nothing(sample: Site, tmp_path: Path):
    once = import_and_build(sample.source, tmp_path)
    first = pages(once)
    assert pages(built(once.content, once.folder)) == first == pages(sample)
