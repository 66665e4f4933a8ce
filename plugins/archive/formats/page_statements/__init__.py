"""Read what a saved page says about itself, and undo what copying did to its links: a page in; statements out."""
