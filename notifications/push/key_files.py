"""The files of the keys that sign pushes.

Made once, put in place in one step, and readable by their owner alone.

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
    """Make a key where the folder has none; return whether it did.

    Two processes at once end up with one key.
    """
    with _alone(folder):
        if (folder / FILE).exists():
            return False
        _draft(folder).replace(folder / FILE)
    return True


def rotate_key(folder: Path) -> bool:
    """Make a new key; the present one becomes the former. Return whether it did.

    It does not while there is a former one.
    """
    with _alone(folder):
        present, former = folder / FILE, folder / FORMER
        if former.exists() and not former.samefile(present):
            return False
        # Where it is the same file, a rotation was cut short between these three lines.
        former.unlink(missing_ok=True)
        # A link, not a move: at no instant is the folder without its present key.
        former.hardlink_to(present)
        _draft(folder).replace(present)
    return True


def remove_former(folder: Path) -> bool:
    """Remove the former key; return whether it is gone because of this.

    What a secret store mounts can only be read.
    """
    try:
        (folder / FORMER).unlink()
    except OSError:
        return False
    return True


def stamp(folder: Path) -> Stamp:
    """Return what changes whenever a key file does."""
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
        # Before the rename: after a power cut a key file must be whole, or every phone subscribes
        # anew.
        os.fsync(file.fileno())
    return draft


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from changing the folder meanwhile."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
