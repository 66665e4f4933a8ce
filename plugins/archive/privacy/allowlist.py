"""`privacy.toml` of the content folder: addresses and numbers that are public and stay, with every mistake named.

[allowed]
emails = ["office@example.org"]
domains = ["example.org"]        # with all that end in it
phones = ["020 7946 0958"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.errors import BrokenSettings
from archive.privacy.detectors import Allowlist, is_email, is_phone

NAME = "privacy.toml"
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SHAPES: dict[str, tuple[Callable[[str], object], str]] = {
    "emails": (is_email, "an e-mail address such as office@example.org"),
    "domains": (_DOMAIN.fullmatch, "a domain such as example.org"),
    "phones": (is_phone, "a private telephone number of the United Kingdom with its code, such as 020 7946 0958"),
}


def load_allowlist(content: Path) -> Allowlist:
    """What `privacy.toml` in the folder `content` allows; nothing if there is no such file.

    Raises BrokenSettings as `read_allowed` does.
    """
    path = content / NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Allowlist()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSettings(f"{NAME}: not readable: {error}; save it as UTF-8 text") from error
    return parse_allowlist(text, NAME)


def parse_allowlist(text: str, name: str) -> Allowlist:
    """What `text`, the TOML of a file called `name`, allows.

    Raises BrokenSettings with one line for each problem, naming the file and the entry.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(f"{name}: not readable as TOML: {error}") from error
    if problems := [f"{name}: {fault}" for fault in _faults(document)]:
        raise BrokenSettings("\n".join(problems))
    return Allowlist(**{key: tuple(values) for key, values in document.get("allowed", {}).items()})


def _faults(document: dict[str, object]) -> Iterator[str]:
    for key in sorted(document.keys() - {"allowed"}):
        yield f"may hold only a table [allowed], and has something else called {key}"
    allowed = document.get("allowed", {})
    if not isinstance(allowed, dict):
        yield "[allowed] must be a table"
        return
    for key, values in allowed.items():
        if key not in _SHAPES:
            yield f"[allowed] has no key {key}; keys are {', '.join(_SHAPES)}"
        elif not isinstance(values, list):
            yield f"{key} must be a list of texts in quotation marks"
        else:
            yield from _entry_faults(key, values)


def _entry_faults(key: str, values: list[object]) -> Iterator[str]:
    is_right, shape = _SHAPES[key]
    for number, value in enumerate(values, 1):
        if not isinstance(value, str) or not is_right(value):
            yield f"{key}, entry {number}: {value!r} is not {shape}"
