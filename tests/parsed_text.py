"""Show what was parsed from a plain text, for the expected results of samples."""

from __future__ import annotations

from collections.abc import Iterator

from archive.form_labels import form_label
from archive.formats.records import ParsedPost, ParsedText


def show_parsed_text(parsed: ParsedText) -> str:
    """Show posts, comments, other text and remarks as one page that a person can check."""
    parts = [f"{form_label(parsed.form)} ({parsed.form})"]
    for post in parsed.posts:
        parts += _post(post)
    for rest in parsed.rest:
        outcome = "quarantined" if rest.quarantined else "left out"
        parts.append(f"===== {outcome}: {rest.reason}, {_lines(rest.lines)}\n\n{rest.raw}")
    parts.append("===== remarks")
    return "\n\n".join(parts) + "\n\n" + "".join(f"{remark}\n" for remark in parsed.remarks)


def _post(post: ParsedPost) -> Iterator[str]:
    facts = [post.kind, str(post.day or "undated"), _lines(post.lines)]
    facts += [f"by {post.author}"] if post.author else []
    facts += [f"labels {', '.join(post.labels)}"] if post.labels else []
    facts += [f"declared {post.declared_comments}"] if post.declared_comments is not None else []
    facts += [f"{part.reason}: {part.text}" for part in post.left_out if part.reason != "bullet"]
    yield f"===== {post.title or '(untitled)'}\n{'; '.join(facts)}\n\n{post.body}"
    for number, comment in enumerate(post.comments):
        answers = "" if comment.parent is None else f" answers {comment.parent}"
        yield f"----- comment {number}{answers}, {_lines(comment.lines)}\n\n{comment.body}"


def _lines(lines: tuple[int, int]) -> str:
    return f"lines {lines[0]}-{lines[1]}"
