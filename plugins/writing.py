"""Write pages only if what they depend on has changed (`archive.site.kept_pages`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from hashlib import blake2b
from typing import Any

from jinja2 import Environment, meta
from pelican import signals
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import Writer

from archive.site.build_state import KEY, BuildState

_LOADS = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(?:\s*\"([^\"]+)\")?")
"""The statements that load another template, with its name if that is written out."""


class SiteWriter(Writer):
    """Writes the pages of the site."""

    def write_file(self, name, template, context, relative_urls=True, override_output=False, url=None, **values):
        """Write the page `name` that `template` makes of `values` and of the settings."""
        del relative_urls, override_output, url
        put_page(name, template.environment, template.name, context, values)


def writer(pelican_object) -> type[Writer]:
    """Replace Pelican's writer."""
    del pelican_object
    return SiteWriter


def put_page(
    name: str, environment: Environment, template: str, context: dict[str, Any], values: Mapping[str, Any]
) -> None:
    """Put the page `name` into the site, which the template called `template` makes of `values` and of the settings.

    The template is compiled only if the page is rendered.
    """
    build: BuildState = context[KEY]
    digest = _template_digest(environment, template, build.templates)
    made = partial(_rendered, environment, template, context, name, values)
    build.files.put(name, made, *([digest, values] if digest else [template, made]))


def _rendered(
    environment: Environment, template: str, context: dict[str, Any], name: str, values: Mapping[str, Any]
) -> bytes:
    root = path_to_url(get_relative_path(name))
    context["localsiteurl"] = root
    return (
        environment.get_template(template).render({**context, "SITEURL": root, "output_file": name, **values}).encode()
    )


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.get_writer.connect(writer)


def _template_digest(environment: Environment, name: str, known: dict[str, str]) -> str:
    """Return a digest of a template and of all that it extends, includes or imports; "" if that cannot be told.

    `known` has those that were asked for before.
    """
    if name not in known:
        known[name] = ""  # a template that imports itself adds nothing
        source, _, _ = environment.loader.get_source(environment, name)
        others = _others(environment, source)
        parts = [source, *(_template_digest(environment, other, known) if other else "" for other in others)]
        known[name] = blake2b("\0".join(parts).encode(), digest_size=16).hexdigest() if None not in others else ""
    return known[name]


def _others(environment: Environment, source: str) -> list[str | None]:
    """Return the names of the templates that `source` loads; None for one whose name is worked out."""
    names = _LOADS.findall(source)
    return names if all(names) else list(meta.find_referenced_templates(environment.parse(source)))
