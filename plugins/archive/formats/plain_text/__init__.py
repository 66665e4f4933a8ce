"""Read plain-text copies of blog pages: lines in; titles, dates, posts and comments out."""
