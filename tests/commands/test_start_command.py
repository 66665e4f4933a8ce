"""`invoke start` as a keeper runs it: it asks, and afterwards git knows no raw file. And `invoke serve`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from whole_site import PROJECT, Site, invoke_apart

PARTS = ("pelicanconf.py", "publishconf.py", "tasks.py", ".gitignore", "plugins", "content")


def git(project: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A keeper", "-c", "user.email=keeper@archive.example"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=project, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clone of the project with only what the command needs."""
    for name in PARTS:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    for name in ("posts", "mailouts", "images", "conflicts", "ledger.jsonl"):  # of whoever built the sample here
        shutil.rmtree(tmp_path / "content" / name, ignore_errors=True)
        (tmp_path / "content" / name).unlink(missing_ok=True)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--force", ".")
    git(tmp_path, "commit", "--quiet", "--message", "The project")
    return tmp_path


def start(project: Path, answers: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", "start"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(project / "plugins"), str(project)])},
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )


def test_after_the_start_git_ignores_every_raw_file_whatever_its_name(project):
    ran = start(project, "My Archive\nhttps://archive.example\nkeeper@archive.example\n")
    assert (ran.returncode, ran.stderr) == (0, "")
    (project / "content/inbox/blog-export.xml").write_text("private")
    (project / "content/inbox/sources.toml").write_text("# private")
    git(project, "add", "content")
    git(project, "commit", "--quiet", "--message", "Start the archive")
    assert not [name for name in git(project, "ls-files").splitlines() if name.startswith("content/inbox/")]
    assert git(project, "status", "--short") == " M pelicanconf.py\n M publishconf.py\n"


def test_a_wrong_answer_is_one_plain_line_and_changes_nothing(project):
    ran = start(project, "My Archive\narchive.example\nkeeper@archive.example\n")
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stderr.startswith("address: ")
    assert git(project, "status", "--short") == ""


def test_a_port_in_use_is_one_plain_line(sample: Site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = invoke_apart("serve", "--output", sample.folder, "--port", str(port))
    assert ran.returncode == 1
    assert ran.stderr == (
        f"port {port} is in use, perhaps by another `invoke serve`; run `invoke serve --port {port + 1}`\n"
    )
