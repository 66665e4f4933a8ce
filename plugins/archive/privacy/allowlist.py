"""Read `privacy.toml` in the content folder, which lists public addresses and numbers that are not masked.

The rule: all mistakes in the file are reported together.

[allowed]
emails = ["office@example.org"]
domains = ["example.org"]        # and its subdomains
phones = ["020 7946 0958"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.errors import BrokenSettings, did_you_mean, parse_toml, toml_problem
from archive.privacy.detectors import Allowlist, is_email, is_phone

NAME = "privacy.toml"
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_CHECKS: dict[str, tuple[Callable[[str], object], str]] = {
    "emails": (is_email, "an e-mail address such as office@example.org"),
    "domains": (_DOMAIN.fullmatch, "a domain such as example.org"),
    "phones": (is_phone, "a private telephone number of the UK with its area code, such as 020 7946 0958"),
}


def load_allowlist(content: Path) -> Allowlist:
    """Load the allowlist of the folder `content`; it is empty if there is no `privacy.toml`.

    Raises BrokenSettings if the file cannot be read or has mistakes.
    """
    path = content / NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Allowlist()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSettings(f"{NAME}: cannot be read ({error}); choose UTF-8 when you save it") from error
    return parse_allowlist(text, NAME)


def parse_allowlist(text: str, name: str) -> Allowlist:
    """Parse the TOML in `text`; `name` is the file name for messages.

    Raises BrokenSettings with one line for each mistake.
    """
    try:
        document = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(toml_problem(name, error, 'write lists like emails = ["office@example.org"]')) from error
    if problems := [f"{name}: {mistake}" for mistake in _mistakes(document)]:
        raise BrokenSettings("\n".join(problems))
    return Allowlist(**{key: tuple(values) for key, values in document.get("allowed", {}).items()})


def _mistakes(document: dict[str, object]) -> Iterator[str]:
    for key in sorted(document.keys() - {"allowed"}):
        yield f"unknown key {key}; put your lists below a line [allowed]"
    allowed = document.get("allowed", {})
    if not isinstance(allowed, dict):
        yield "write [allowed] on a line of its own, and the lists below it"
        return
    for key, values in allowed.items():
        if key not in _CHECKS:
            yield f"unknown key {key} in [allowed]; {did_you_mean(key, _CHECKS)}"
        elif not isinstance(values, list):
            yield f'{key} must be a list; write it like {key} = ["…"]'
        else:
            yield from _entry_mistakes(key, values)


def _entry_mistakes(key: str, values: list[object]) -> Iterator[str]:
    is_valid, expected = _CHECKS[key]
    for number, value in enumerate(values, 1):
        if not isinstance(value, str) or not is_valid(value):
            yield f"{key}, entry {number}: {value!r} is not {expected}; correct or remove it"
