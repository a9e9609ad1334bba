"""Reading and writing files that only this user may have written.

Reading refuses what somebody else could have put there; writing is atomic, so that many processes may race.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from srcad.errors import CacheWarning, warn_user

_GROUP_OR_WORLD_WRITABLE = 0o022
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_warned = False


def is_private(status: os.stat_result) -> bool:
    """Say whether it is a regular file that belongs to this user and that nobody else can write to."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):  # Windows: the folder's access list protects the profile
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _GROUP_OR_WORLD_WRITABLE


def read_private(path: Path) -> bytes | None:
    """Return the content of a private file; None if there is none or if it could be somebody else's."""
    try:
        with open(path, "rb", opener=_open_itself) as stream:
            # The open file is examined, not its name: nobody can swap it in between.
            return stream.read() if is_private(os.fstat(stream.fileno())) else None
    except OSError:
        return None


def write_private(path: Path, data: bytes) -> bool:
    """Write a file that appears whole or not at all; on failure warn, once per process, and return False."""
    temporary = path.with_name(f"{path.name}.{os.urandom(6).hex()}.tmp")
    try:
        try:
            _create(temporary, data)
            os.replace(temporary, path)
        except FileNotFoundError:  # the folder does not exist yet, or was cleared this moment
            os.makedirs(path.parent.parent, 0o700, exist_ok=True)
            os.makedirs(path.parent, 0o700, exist_ok=True)
            _create(temporary, data)
            os.replace(temporary, path)
    except OSError as error:
        _remove(temporary)
        _warn(path, error)
        return False
    return True


def _open_itself(path: str, flags: int) -> int:
    """Open without following a link, nor waiting for the other end of a pipe."""
    return os.open(path, flags | _READ)


def _create(path: Path, data: bytes) -> None:
    with open(os.open(path, _CREATE, 0o600), "wb") as stream:
        stream.write(data)


def _remove(path: Path) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # it was never made, or the disk that refused the file refuses this too


def _warn(path: Path, error: OSError) -> None:
    global _warned
    if not _warned:
        _warned = True
        reason = error.strerror or type(error).__name__
        message = f"the derivative is not kept: {path.parent}: {reason}; it will be made again in the next process"
        warn_user(CacheWarning(f"{message} [SRC040]"))
