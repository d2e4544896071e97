"""docs/dependencies.md gives a reason for every direct dependency, and for nothing else."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_direct_dependency_has_a_reason_and_nothing_else_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    web, mutation = (
        json.loads((ROOT / folder / "package.json").read_text())
        for folder in ("web", "web/mutation")
    )
    declared = [
        *project["project"]["dependencies"],
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    direct = (
        {re.split(r"[\[=<>~ ]", name)[0] for name in declared}
        | set(web["dependencies"])
        | set(web["devDependencies"])
        | set(mutation["devDependencies"])
    )
    explained = re.findall(
        r"^\| ([@\w/.-]+) \| (?!why)", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE
    )
    assert sorted(explained) == sorted(direct)
