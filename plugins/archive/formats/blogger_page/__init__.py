"""Read saved Blogger pages: HTML in; parsed posts, comments and boilerplate out."""
