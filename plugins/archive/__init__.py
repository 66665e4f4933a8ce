"""The archive library: reads sources, keeps content, knows what a blog is. It imports no Pelican."""
