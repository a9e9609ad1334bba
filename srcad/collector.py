"""The garbage collector rests while a derivative is made.

The stages make hundreds of thousands of small objects that live to the end, and hardly a cycle among them: looking
through them for garbage again and again took a quarter of the time.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
#: How many contexts are open, in all threads, and whether the collector ran when the first was opened.
_open = 0
_ran = False


@contextmanager
def collector_rests() -> Iterator[None]:
    """Return a context in which nothing is collected; the last one that ends lets the collector run as it did."""
    global _open, _ran
    with _lock:
        if not _open:
            _ran = gc.isenabled()
            gc.disable()
        _open += 1
    try:
        yield
    finally:
        with _lock:
            _open -= 1
            if not _open and _ran:
                gc.enable()
