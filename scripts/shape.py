"""Measures the shape of the code: `python -m scripts.shape`.

How long functions, files and lines are, what is documented, and what runs in a circle or up. A
function is as long as its source from `def` to its end, its docstring left out.
Printed, and written to reports/shape.json. Generated and vendored files are left out. Functions,
docstrings, comments and names are those of the rooms; lines and files those of the tests and of the
browser side too.
"""

import ast
import json
import re
import statistics
import subprocess
import tokenize
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "reports" / "shape.json"
NOT_OURS = re.compile(
    r"/(migrations|generated|model)/|^bench/(floors|http1)\.py$|^web/(dist|(mutation/)?node_modules)/"
)
COLUMNS = 100
ONE_MEANING = {
    "database.tables": "a table, and the Struct that its rows are read into",
    "database.notice_tables": "a table, and the Struct that its rows are read into",
    "database.receipt_tables": "a table, and the Struct that its rows are read into",
    "database.migrations.": "every step has a `forwards`, and the tables as they were then",
    "api.routes.": "a route, and what it calls or answers with",
    "cli.commands": "a console command, and what it calls",
    "cli.recovery_commands": "a console command, and what it calls",
}
"""Where a name stands beside its namesake because both mean one thing, by the start of the module's
dotted path; with what the two are."""
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
EXPORTED = re.compile(r"^export (?:async )?function \w+", re.MULTILINE)
IMPORTED = re.compile(r"""^(?:import|export)\b[^'"]*?\bfrom ['"](\.[^'"]+)['"]""", re.MULTILINE)

PUBLIC = re.compile(r"[a-zA-Z]")
ALIAS = re.compile(r"[A-Z]\w*[a-z]")

Graph = Mapping[str, set[str]]


def measured() -> dict[str, float]:
    """Return every figure by its name in reports/shape.json."""
    trees, python = trees_of_rooms(), _tracked("*.py")
    modules = modules_of_rooms()
    functions = [
        node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, FUNCTION)
    ]
    lengths = sorted(map(length_of, functions))
    written = [*python, *_tracked("web/*.ts"), *_tracked("web/*.svelte")]
    lines = [line for path in written for line in (ROOT / path).read_text().splitlines()]
    uses = uses_of_python(modules)
    return {
        "function_lines_median": statistics.median(lengths),
        "function_lines_p90": lengths[len(lengths) * 9 // 10],
        "function_lines_max": lengths[-1],
        "file_lines_max": max(len((ROOT / path).read_text().splitlines()) for path in written),
        "over_100_columns_share": round(sum(len(line) > COLUMNS for line in lines) / len(lines), 4),
        "public_docstrings_python": _share(
            ast.get_docstring(node) is not None for node in _public(trees.values())
        ),
        "public_docstrings_typescript": _share(_documented(_tracked("web/src/*.ts"))),
        "comments_per_100": round(
            100
            * sum(map(_comments, trees))
            / sum(len((ROOT / path).read_text().splitlines()) for path in trees),
            2,
        ),
        "circles": sum(
            map(len, (in_circles(uses), in_circles(by_folder(uses)), in_circles(uses_of_browser())))
        ),
        "arrows_upward": sum(
            _rises(above, below) for above, names in uses.items() for below in names
        ),
        "double_names": len(double_names(modules)),
    }


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring, which is to be read and not run."""
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    return _span(function) - (_span(docstring) if docstring else 0)


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def trees_of_rooms() -> dict[str, ast.Module]:
    """Return the syntax tree of each file of the rooms, by path."""
    return {
        path: ast.parse((ROOT / path).read_text())
        for room in _rooms()
        for path in _tracked(f"{room}/*.py")
    }


def modules_of_rooms() -> dict[str, ast.Module]:
    """Return the parsed modules of the rooms by dotted name."""
    return {_module(path): tree for path, tree in trees_of_rooms().items()}


def uses_of_python(modules: Mapping[str, ast.Module]) -> Graph:
    """Return, by module, which of the others it imports, wherever the import stands."""
    return {module: _uses(tree) & modules.keys() - {module} for module, tree in modules.items()}


def in_circles(uses: Graph) -> set[str]:
    """Return those that depend on themselves by way of others, and whatever depends on these."""
    left = {name: names & uses.keys() - {name} for name, names in uses.items()}
    while free := [name for name, names in left.items() if not names & left.keys()]:
        for name in free:
            del left[name]
    return set(left)


def double_names(modules: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Return public functions, classes and aliases of types that two modules define."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, tree in modules.items():
        if module.startswith(tuple(ONE_MEANING)):
            continue
        for name in filter(PUBLIC.match, _defined(tree)):
            found[name].append(module)
    return {name: where for name, where in sorted(found.items()) if len(where) > 1}


def _defined(tree: ast.Module) -> Iterator[str]:
    """Yield the functions, classes and aliases of types that a module defines itself.

    Constants are left out: `BATCH` is read as the module's own.
    """
    for node in tree.body:
        if isinstance(node, (*FUNCTION, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call):
            # What is called makes a type variable: it means nothing outside of its signatures.
            names = (each.id for each in node.targets if isinstance(each, ast.Name))
            yield from filter(ALIAS.match, names)


def _rooms() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(settings["tool"]["importlinter"]["root_packages"])


def _rises(above: str, below: str) -> bool:
    """Return whether the first, which uses the second, is in a layer below or beside it."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ][0]
    layer = {
        room.strip(): number
        for number, rooms in enumerate(contract["layers"])
        for room in rooms.split("|")
    }
    user, used = above.partition(".")[0], below.partition(".")[0]
    return user != used and layer[user] >= layer[used]


def _tracked(pattern: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--", pattern], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [
        path
        for path in listed.splitlines()
        if not NOT_OURS.search(path) and (ROOT / path).is_file()
    ]


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _uses(tree: ast.Module) -> set[str]:
    """Return every module that an import names, with what is taken from it as a candidate."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def uses_of_browser() -> Graph:
    """Return, by module of the browser side, which ones it imports.

    What is imported as a type alone is gone when it runs.
    """
    paths = {*_tracked("web/src/*.ts"), *_tracked("web/src/*.svelte")}
    return {path: set(_imported(path)) & paths for path in paths}


def _imported(path: str) -> Iterator[str]:
    text = re.sub(r"^import type [^;]*;", "", (ROOT / path).read_text(), flags=re.MULTILINE)
    for named in IMPORTED.findall(text):
        target = (ROOT / path).parent.joinpath(named).resolve().relative_to(ROOT).as_posix()
        yield from (target, f"{target}.ts", f"{target}/index.ts")


def by_folder(uses: Graph) -> Graph:
    """Return the uses between the entries of each folder; a subfolder counts as one entry."""
    beside: dict[str, set[str]] = defaultdict(set)
    for user, names in uses.items():
        for name in names:
            shared = [
                one
                for one, other in zip(user.split("."), name.split("."), strict=False)
                if one == other
            ]
            ends = len(shared) + 1
            one, other = ".".join(user.split(".")[:ends]), ".".join(name.split(".")[:ends])
            if one not in (other, ".".join(shared)) and other != ".".join(shared):
                beside[one].add(other)
                beside[other] |= set()
    return beside


def _public(trees: Iterable[ast.Module]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield functions of modules and methods of public classes whose name has no underscore."""
    for tree in trees:
        classes = [
            node
            for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        ]
        for node in [*tree.body, *(each for one in classes for each in one.body)]:
            if isinstance(node, FUNCTION) and not node.name.startswith("_"):
                yield node


def _documented(paths: Iterable[str]) -> Iterator[bool]:
    """Yield, of each exported function, whether a comment ends right above it."""
    for path in paths:
        text = (ROOT / path).read_text()
        yield from (text[: found.start()].endswith("*/\n") for found in EXPORTED.finditer(text))


def _comments(path: str) -> int:
    with tokenize.open(ROOT / path) as file:
        return sum(
            token.type == tokenize.COMMENT for token in tokenize.generate_tokens(file.readline)
        )


def _share(each: Iterable[bool]) -> float:
    found = list(each)
    return round(sum(found) / len(found), 3)


@click.command()
@click.option("--names", is_flag=True, help="List the names that two modules define.")
def main(*, names: bool) -> None:
    """Print the figures and write them to reports/shape.json."""
    figures = measured()
    for name, value in figures.items():
        click.echo(f"{name:30}{value:>10}")
    if names:
        for name, where in double_names(modules_of_rooms()).items():
            click.echo(f"  {name}: {', '.join(where)}")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
