"""Write pages only if what they depend on has changed (`archive.site.kept_pages`)."""

from __future__ import annotations

from hashlib import blake2b

from jinja2 import Environment, meta
from pelican import signals
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import Writer

from archive.site.build_state import KEY, BuildState


class SiteWriter(Writer):
    """Writes the pages of the site."""

    def write_file(self, name, template, context, relative_urls=True, override_output=False, url=None, **values):
        """Write the page `name` that `template` makes of `values` and of the settings."""
        del relative_urls, override_output, url
        build: BuildState = context[KEY]
        root = path_to_url(get_relative_path(name))
        context["localsiteurl"] = root
        shown = {**context, "SITEURL": root, "output_file": name, **values}
        digest = _template_digest(template.environment, template.name, build.templates)
        build.files.put(name, lambda: template.render(shown).encode(), *([digest, values] if digest else [template]))


def writer(pelican_object) -> type[Writer]:
    """Replace Pelican's writer."""
    del pelican_object
    return SiteWriter


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
        others = list(meta.find_referenced_templates(environment.parse(source)))
        parts = [source, *(_template_digest(environment, other, known) if other else "" for other in others)]
        known[name] = blake2b("\0".join(parts).encode(), digest_size=16).hexdigest() if None not in others else ""
    return known[name]
