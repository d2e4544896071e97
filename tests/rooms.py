"""The rooms of the house, as import-linter holds them.

Every test that is about all of the code walks them.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS: tuple[str, ...] = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
)
