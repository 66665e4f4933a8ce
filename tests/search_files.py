"""Read the texts in the search index of a site."""

from pathlib import Path

from archive.site.search.files import EXTENSION, FOLDER, IndexFolder


def texts(site: Path) -> dict[str, str]:
    """Return the text of each indexed page with its comments, by address."""
    index = IndexFolder(site / FOLDER)
    found: dict[str, str] = {}
    for file in sorted(index.folder.glob(f"*/texts-*{EXTENSION}")):
        page = index.read(file.relative_to(index.folder).as_posix().removesuffix(EXTENSION))
        said = [page.get("text", ""), *(f"{heading}\n{text}" for _, heading, text in page["comments"])]
        found[page["url"]] = "\n".join([*([found[page["url"]]] if page["url"] in found else []), *said])
    return found
