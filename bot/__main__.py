"""`python -m bot` is `wenju`."""

import sys

from bot.cli import main

sys.exit(main())
