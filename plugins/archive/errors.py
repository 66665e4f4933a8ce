"""The exceptions of this library. The message of each is one plain line that names the file and what to do."""

from __future__ import annotations


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
