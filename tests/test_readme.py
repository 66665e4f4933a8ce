"""What README tells a newcomer to type exists and is all there is to set-up."""

import re

import pytest

from whole_site import PROJECT, must

README = (PROJECT / "README.md").read_text(encoding="utf-8")
SET_UP = ["pip install -e . && invoke import build", "pip install -e '.[test]' && invoke test"]
ROOMS = {".ci", "content", "plugins", "tests", "themes"}


def test_two_commands_set_everything_up():
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert [line for block in fenced for line in block.splitlines() if "pip install" in line] == SET_UP


def test_continuous_integration_runs_the_very_command_of_the_readme():
    script = PROJECT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert SET_UP[1] in script.read_text(encoding="utf-8")


def test_every_command_it_names_exists():
    known = set(re.findall(r"^ {2}([\w-]+)", must("--list"), re.MULTILINE))
    named = set(re.findall(r"invoke ((?:[a-z-]+)(?: [a-z]+)*)", README))
    assert {command for commands in named for command in commands.split()[:1]} <= known
    assert {"import", "build", "check", "serve", "publish", "review", "sources", "test", "lint", "verify"} <= known


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", README))))
def test_every_option_it_names_exists(option):
    commands = ("import", "sources", "build", "review", "vocabulary", "publish", "test")
    assert any(option in must("--help", command) for command in commands)


def test_every_path_of_the_project_it_names_exists():
    """A path in a folder of the project, that is; the others are examples, or made by the commands."""
    named = re.findall(r"`([\w./-]+)`", README)
    files = [path for path in named if path.split("/")[0] in ROOMS]
    assert len(files) > 5
    assert [path for path in files if not (PROJECT / path).exists()] == []
    modules = {file.name for file in [*PROJECT.iterdir(), *(PROJECT / "plugins" / "archive").iterdir()]}
    assert {path for path in named if path.endswith(".py") and "/" not in path} <= modules
