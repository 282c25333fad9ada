"""What runs where."""

from __future__ import annotations

import sys

# strace and the calls that it records are Linux's own.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_power_loss*.py", "test_rounds.py"]
