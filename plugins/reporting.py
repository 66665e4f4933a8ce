"""Write the manifest inside the site, and the report for `invoke build`."""

from __future__ import annotations

import json
from pathlib import Path

from pelican import signals
from pelican.generators import Generator

from archive.pages.views import PostView
from archive.review.explain import counts
from archive.site.build_state import KEY, BuildState
from archive.site.site_manifest import Manifest, ManifestEntry, write_manifest


class ReportGenerator(Generator):
    """Writes both when all pages have been written."""

    def generate_output(self, writer) -> None:
        """Write the manifest to the output folder and the report to BUILD_REPORT."""
        del writer
        build: BuildState = self.context[KEY]
        build.files.write()
        hidden = build.hidden_copies
        listed = [_listed(post, post) for post in build.posts] + [_listed(copy, shown) for copy, shown in hidden]
        write_manifest(Path(self.output_path), Manifest(tuple(listed)))
        if path := self.settings["BUILD_REPORT"]:
            Path(path).write_text(json.dumps(_report(build, self.settings), ensure_ascii=False), encoding="utf-8")


def generators(pelican_object) -> type[Generator]:
    """Add the generator to Pelican's."""
    del pelican_object
    return ReportGenerator


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.get_generators.connect(generators)


def _report(build: BuildState, settings) -> dict[str, object]:
    return {
        "articles": [_article(post) for post in build.posts],
        "theme": str(Path(settings["THEME"]).resolve()),
        "keys": build.files.keys,
        "kept": build.files.kept,
        "copies": [{"ref": copy.ref, "shown_as": shown.ref} for copy, shown in build.hidden_copies],
        "refused": sorted((refused.file, refused.message) for refused in build.refused),
        "found": counts(build.findings),
        "doubtful": build.doubtful,
        "faults": [*build.findings.ignored_decisions, *build.tag_faults],
    }


def _listed(post: PostView, shown: PostView) -> ManifestEntry:
    redirects = post.post.aliases if post is shown else (post.url,)
    anchors = tuple(f"c{comment.id}" for comment in post.post.comments)
    return ManifestEntry(post.ref, f"{post.ref}.md", shown.url, post.kind, anchors, redirects)


def _article(post: PostView) -> dict[str, object]:
    return {
        "ref": post.ref,
        "url": post.url,
        "title": post.post.title,
        "date": post.date_iso or None,
        "kind": post.kind,
        "tags": [tag.label for tag in post.tags],
        "comments": post.comment_count,
        "collapsed": [{"lines": at.lines, "words": at.words} for at in post.collapsed],
    }
