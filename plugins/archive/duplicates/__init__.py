"""Find what appears more than once: posts and comments in; groups of copies and repeated blocks out."""
