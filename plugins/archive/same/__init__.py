"""What stands twice and is shown once: a block in its text, a post in several copies, a comment posted twice.

One rule: joining two different texts loses one, leaving two copies loses nothing. Who doubts, joins nothing.
"""
