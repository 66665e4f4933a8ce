"""Build, index and check the site: `content/` and the theme in; a finished site in `output/` out."""
