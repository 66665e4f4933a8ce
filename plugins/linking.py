"""Point the links and images of each article to the copies in this archive."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pelican import signals

from archive.content.addresses import FileProblem
from archive.pages.images import shown_of, with_images
from archive.pages.local_links import LocalLinks
from archive.pages.views import PostView
from archive.site.build_state import KEY, BuildState
from archive.site.site_images import put_images


def link_articles(generator) -> None:
    """Show archived images, and link to this archive's own pages where it has them, in articles and comments."""
    build: BuildState = generator.context[KEY]
    posts, settings = build.posts, generator.settings
    links = LocalLinks((view.post for view in posts), build.topics, settings["BLOG_ADDRESS"])
    files = {image.file for view in posts for image in view.post.images}
    on_site = put_images(Path(settings["PATH"]), build.files, files)
    for view in posts:
        shown, targets = shown_of(view.post, on_site), links.targets(sorted(build.addresses[view.ref]))
        view.localise(lambda html, shown=shown: links.localised(with_images(html, shown)), shown, targets)
    build.refused.extend(_missing(posts, on_site))


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(link_articles)


def _missing(posts: Sequence[PostView], there: Collection[str]) -> Iterator[FileProblem]:
    """Yield each missing image file once, with one of the posts that show it."""
    texts = {image.file: view.ref for view in posts for image in view.post.images if image.file not in there}
    for file, ref in texts.items():
        yield FileProblem(
            file,
            f"{file}: cannot be read, so {ref}.md shows only a link to the image; restore the file, "
            "import its source again, or delete the line “Image: …”",
        )
