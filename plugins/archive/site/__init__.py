"""The finished site on disk: staged and swapped, indexed for search, and checked as a browser would read it."""
