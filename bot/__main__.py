"""`python -m bot` is `wenju`."""

import sys

from bot.cli.main import program

sys.exit(program())
