"""Foreign HTML, taken apart and written as our Markdown. `archive.html_to_markdown` is the way in."""
