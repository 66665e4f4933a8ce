"""Plain-text scrapes: lines, date headings, titles, posts and comments. The importers of text forms share these."""
