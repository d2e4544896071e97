"""The files of the keys that sign pushes: made once, put in place in one step, and readable by their owner alone.

Whoever reads the folder meanwhile finds a present key at every moment.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

FILE = "vapid-private-key.pem"
FORMER = "vapid-former-key.pem"

Stamp = tuple[tuple[int, int], ...]


def create_key(folder: Path) -> bool:
    """Makes a key where the folder has none; whether it did. Two processes at once end up with one key."""
    with _alone(folder):
        if (folder / FILE).exists():
            return False
        _draft(folder).replace(folder / FILE)
    return True


def rotate_key(folder: Path) -> bool:
    """Puts a new key in the place of the present one, which becomes the former; whether it did: not while there is a former one."""
    with _alone(folder):
        present, former = folder / FILE, folder / FORMER
        if former.exists() and not former.samefile(present):
            return False
        former.unlink(missing_ok=True)  # the same file: a rotation that was cut short
        former.hardlink_to(present)
        _draft(folder).replace(present)
    return True


def remove_former(folder: Path) -> bool:
    """Whether there was one, and it could be removed: what a secret store mounts can only be read."""
    try:
        (folder / FORMER).unlink()
    except OSError:
        return False
    return True


def stamp(folder: Path) -> Stamp:
    """Another one after each change of the keys."""
    found = []
    for name in (FILE, FORMER):
        try:
            status = (folder / name).stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((status.st_ino, status.st_mtime_ns))
    return tuple(found)


def _draft(folder: Path) -> Path:
    private = ec.generate_private_key(ec.SECP256R1())
    draft = folder / f"{FILE}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    return draft


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No two processes change the folder at once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
