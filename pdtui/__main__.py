"""`python -m pdtui`, the same as the script `pdtui`."""

from __future__ import annotations

import sys

from pdtui.cli import main

if __name__ == "__main__":
    sys.exit(main())
