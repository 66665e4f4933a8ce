"""Foreign HTML, taken apart and written as our Markdown. `archive.markup.from_html` is the way in."""
