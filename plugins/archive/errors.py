"""The exceptions of this library. The message of each is one plain line that names the file and what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

_IN_TOML = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
"""The message of a `TOMLDecodeError`."""


class ArchiveError(Exception):
    """Base class. `str()` gives one plain line for the keeper."""


class UnreadableSource(ArchiveError):
    """A source file that is damaged or in an unknown form."""


class NotRecognised(UnreadableSource):
    """A source file that is intact but in an unknown form."""


class BrokenContent(ArchiveError):
    """A file in `content/` that doesn't follow the content format."""


class BrokenSettings(ArchiveError):
    """A settings file, such as vocabulary.toml or sources.toml, with an error; names the line or entry."""


class NoPosts(ArchiveError):
    """`content/` has no posts yet."""

    def __init__(self, content: object) -> None:
        super().__init__(
            f"{content}: there are no posts here yet; put files into {content}/inbox/ and run `invoke import`"
        )


class BuildFailed(ArchiveError):
    """The build failed. The previous site in `output/` is unchanged."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "did you mean X?" if one of the `known` names is close to `name`, otherwise a list of them all."""
    names = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), names, 1)
    return f"did you mean {names[near[0]]}?" if near else f"use {', '.join(names.values())}"


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML. Raises TOMLDecodeError, also for what makes `tomllib` itself fail."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("Lists or tables are nested too deeply") from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise tomllib.TOMLDecodeError("A number is too long") from error


def toml_problem(name: str, error: tomllib.TOMLDecodeError, cure: str) -> str:
    """Say where the settings file `name` is not valid TOML, why, and what to do: `cure`."""
    found = _IN_TOML.fullmatch(str(error))
    reason, line = found.groups() if found else (str(error), None)
    where = f"{name} line {line}: this line" if line else f"{name}: {'the end of the' if found else 'this'} file"
    return f"{where} is not valid TOML ({reason[:1].lower()}{reason[1:]}); {cure}"
