"""Mask private details: text in; the same text with e-mail addresses and telephone numbers masked out."""
