"""Read Blogger's feeds and exports: bytes of Atom, RSS or JSON in; parsed posts and comments out."""
