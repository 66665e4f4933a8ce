"""Run each command in a process of its own, as a keeper does: it succeeds and prints no errors.

Most other tests run the commands in the process of the test, which takes a tenth of the time.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from whole_site import PROJECT, Site, copied, invoke, invoke_apart


@pytest.fixture(scope="module")
def archive(sample: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A copy of the sample with its raw files."""
    site = copied(sample, tmp_path_factory.mktemp("commands"))
    shutil.copytree(PROJECT / "content" / "inbox", site.content / "inbox")
    return site


@pytest.mark.parametrize(
    "command", ["import", "sources", "verify", "vocabulary", "review --list", "build", "publish", "check"]
)
def test_a_command_succeeds_in_a_process_of_its_own(archive: Site, command: str):
    places: list[str | Path] = [] if command == "check" else ["--content", archive.content]
    if command in ("build", "publish", "check"):
        places += ["--output", archive.folder]
    ran = invoke_apart(*command.split(), *places)
    assert (ran.returncode, ran.stderr) == (0, "")


_EARLY = """import os, signal, sys
sys.argv[0] = "invoke"
import tasks
os.kill(os.getpid(), signal.SIGINT)
"""


def test_ctrl_c_before_a_command_has_begun_says_the_same():
    ran = subprocess.run([sys.executable, "-c", _EARLY], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (130, "Interrupted. Run the same command again.\n")


def test_ctrl_c_says_what_to_do_next(archive: Site, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.audit.verify.verify", interrupted)
    ran = invoke("verify", "--content", archive.content)
    assert (ran.returncode, ran.stderr) == (130, "Interrupted. Run the same command again.\n")
