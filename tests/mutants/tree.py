"""A copy of the repository as it lies on the disk, where bugs do no harm.

Unsaved work of others is included.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINKED = (".venv", ".tools", "web/node_modules", "web/mutation/node_modules")
"""What is only read, and large."""


@contextmanager
def copied() -> Iterator[Path]:
    """Every file that git tracks or would track."""
    with tempfile.TemporaryDirectory(prefix="alongside-mutants-") as folder:
        tree = Path(folder)
        for name in _names():
            if (ROOT / name).is_file():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, tree / name)
        for name in LINKED:
            if (ROOT / name).exists():
                (tree / name).symlink_to(ROOT / name)
        yield tree


def _names() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name]
