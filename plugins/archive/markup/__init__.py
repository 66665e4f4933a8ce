"""Convert between foreign HTML or text and our Markdown: HTML and text in; Markdown and safe HTML out."""
