"""``python -m ui`` is the ``planqa`` command."""

import sys

from ui.cli import main

sys.exit(main())
