"""Mask personal details: Markdown in; the same Markdown with e-mail addresses and telephone numbers masked out."""
