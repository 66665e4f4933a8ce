"""The same sources give the same files, byte for byte, wherever and whenever the site is built."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from thoroughness import few_by_default
from whole_site import Site, built, copied, import_and_build, trees


@pytest.fixture
def private_files() -> Iterator[None]:
    """Make new files readable only by their owner."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("private_files")
@pytest.mark.parametrize(
    "environment",
    few_by_default(
        1,
        [
            {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"},
            {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
        ],
    ),
    ids=["auckland", "utc"],
)
def test_the_folder_time_zone_locale_and_hash_seed_do_not_change_the_site(site: Site, tmp_path: Path, environment):
    other = import_and_build(site.source, tmp_path / "a longer path", **environment)
    assert trees(other.content) == trees(site.content)
    assert trees(other.folder) == trees(site.folder)


def test_a_second_build_of_the_same_content_changes_nothing(sample: Site, tmp_path: Path):
    site = copied(sample, tmp_path)
    shutil.copytree(sample.content.with_name(".content.cache"), tmp_path / ".content.cache")
    assert trees(built(site.content, site.folder).folder) == trees(sample.folder)
