"""What differs when the site is published. Used by `invoke publish`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pelicanconf import *  # noqa: F403

SITE_ADDRESS = "https://on-probation-archive.example"  # set this to the address the site is served from
