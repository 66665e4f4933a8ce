"""What a person decides about texts that look alike: what is asked, what was answered, and why things are as they are.

One rule: a person's verdict wins over everything that was found.
"""
