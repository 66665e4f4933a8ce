"""Write the manifest inside the site, and the report for `invoke build`."""

from __future__ import annotations

import json
from pathlib import Path

from pelican import signals

from archive.pages.views import PostView
from archive.review.explain import counts
from archive.site.build_state import KEY, BuildState
from archive.site.staging import Manifest, ManifestEntry, write_manifest


def report(generators) -> None:
    """Write the manifest to the output folder and the report to BUILD_REPORT."""
    build: BuildState = generators[0].context[KEY]
    settings, hidden = generators[0].settings, build.hidden_copies
    listed = [_listed(post, post) for post in build.posts] + [_listed(copy, shown) for copy, shown in hidden]
    write_manifest(Path(settings["OUTPUT_PATH"]), Manifest(tuple(listed)))
    if path := settings["BUILD_REPORT"]:
        content = {
            "articles": [_article(post) for post in build.posts],
            "keys": build.files.keys,
            "kept": build.files.kept,
            "copies": [{"ref": copy.ref, "shown_as": shown.ref} for copy, shown in hidden],
            "refused": sorted((refused.file, refused.message) for refused in build.refused),
            "found": counts(build.findings),
            "doubtful": build.doubtful,
            "faults": [*build.findings.ignored_decisions, *build.tag_faults],
        }
        Path(path).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.all_generators_finalized.connect(report)


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
