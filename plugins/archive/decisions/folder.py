"""The decisions of one content folder: read its `decisions.toml`, and add a decision to it."""

from __future__ import annotations

from pathlib import Path

from archive.atomic import write_whole
from archive.decisions.decisions import FILE_NAME, Decision, Decisions
from archive.decisions.decisions_file import add_decision, read_decisions
from archive.errors import ArchiveError


def decisions_in(content: Path) -> Decisions:
    """Read decisions.toml in the folder `content`; there are no decisions if there is no such file.

    Raises BrokenSettings, with a line for each fault, if it cannot be understood.
    """
    return read_decisions(_text(content / FILE_NAME), FILE_NAME)


def decide(content: Path, decision: Decision) -> None:
    """Add a decision to decisions.toml.

    Raises ArchiveError, and writes nothing, if that fails or if the decision contradicts another one.
    """
    path = content / FILE_NAME
    text = add_decision(_text(path), decision)
    read_decisions(text, FILE_NAME)
    write_whole(path, text.encode())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path.name}: cannot be read: {error}; repair or remove it") from error
