"""`python -m bot` is `wenju`."""

import sys

from bot.cli import program

sys.exit(program())
