"""`ivr serve` with a process that kills itself at a marked point, when the file FILE is there: for tests only.

    python -m tests.support.saboteur FILE serve --bind 127.0.0.1:8311

FILE holds the point: `before commit` (everything has been read and reckoned) or `after commit` (nothing is answered
yet). Whoever dies takes the file away first, so that only one does.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from ivr.store.turn_path import DatabaseCalls
from webhooks.cli import main

BEFORE, AFTER = "before commit", "after commit"


def sabotage(order: Path) -> None:
    """Let the statements that commit a turn die as ordered."""
    for name in ("insert", "move"):
        setattr(DatabaseCalls, name, _deadly(getattr(DatabaseCalls, name), order))


def _deadly(write: Any, order: Path) -> Any:
    def written(*given: Any) -> Any:
        die_if(order, BEFORE)
        outcome = write(*given)
        die_if(order, AFTER)
        return outcome

    return written


def die_if(order: Path, point: str) -> None:
    if order.exists() and order.read_text() == point:
        order.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sabotage(Path(sys.argv.pop(1)))
    main()
