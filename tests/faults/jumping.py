"""The server with a clock that jumps: `python -m tests.faults.jumping FILE PROGRAM … serve …`.

The file says how many seconds it is from the true one; the monotonic clock is left alone. Not by
libfaketime: under 0.9.10 the server answers ever slower with each jump back, ten seconds for what
takes one; with the same jumps made here it does not.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import knowledge_server


def main() -> None:
    """Run the command line by that clock."""
    offset, true_time = Path(sys.argv[1]), time.time
    del sys.argv[1 : sys.argv.index("serve")]
    vars(time)["time"] = lambda: true_time() + float(offset.read_text())
    knowledge_server.main()


if __name__ == "__main__":
    main()
