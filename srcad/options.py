"""The options of a derivative: one frozen value, and the only reader of ``SRCAD_*`` environment variables."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path


def default_cache_directory() -> Path:
    """Return ``$SRCAD_CACHE_DIR`` or else the platform's folder for caches of one user, plus ``srcad``."""
    if chosen := os.environ.get("SRCAD_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "srcad"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "srcad" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "srcad"


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose about how derivatives are made.

    Parameters
    ----------
    cache_directory : Path
        Where emitted files are kept.
    cache : bool
        Whether files are read from and written to the cache (``SRCAD_CACHE=0`` says no).
    verify : bool
        Check the IR's invariants after each pass (``SRCAD_VERIFY=1``; always on in srcad's own tests).
    """

    cache_directory: Path = field(default_factory=default_cache_directory)
    cache: bool = field(default_factory=lambda: os.environ.get("SRCAD_CACHE", "1") != "0")
    verify: bool = field(default_factory=lambda: os.environ.get("SRCAD_VERIFY", "0") == "1")
