"""Writes docs/reference.md from where each thing is declared.

Every command, setting, entity, refusal and error. `make types` runs it; a test holds the page
against it.
"""

import inspect
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import fill
from typing import get_args

import click
import msgspec

from api.problems import status_of
from api.settings import PREFIX, Settings
from cli.commands import main as commands
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.errors import REFUSALS, AlongsideError
from domain.receipts import MutationOutcome
from library import FORMATS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference.md"


def reference() -> str:
    """Return the text of the page."""
    parts = [
        (
            "# Reference\n\nWritten by `make types` from the declarations themselves; "
            "change those, not this page."
        ),
        "## Commands\n\n`alongside COMMAND --help` says more.\n\n"
        + _table("command | what it does", _commands()),
        "## Library formats\n\n`alongside import-meetings --format` takes these.\n\n"
        + _table("format | what it is", _formats()),
        "## Settings\n\nEnvironment variables. `alongside settings` prints the same.\n\n"
        + _table("variable | meaning | default", _settings()),
        (
            "## Entities\n\nThe unit of merging is the group; a merge rule says which of its "
            "versions is shown\n([sync](sync.md))."
        ),
        *map(_entity, SPECS.values()),
        "## What becomes of a mutation\n\n"
        + ", ".join(f"`{outcome}`" for outcome in get_args(MutationOutcome))
        + ".",
        "## Why a mutation is refused\n\nIts words are kept for their author.\n\n"
        + _table("code | meaning", REFUSALS.items()),
        "## Errors\n\nAnswers are `application/problem+json` with this `code`.\n\n"
        + _table("code | status | class", _errors()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(heads: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table; `heads` is written as a row is: `field | meaning`."""
    written = [
        " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows
    ]
    return "\n".join(
        f"| {line} |" for line in [heads, " | ".join("---" for _ in heads.split(" | ")), *written]
    )


def _commands() -> Iterator[tuple[str, str]]:
    for name, command in commands.commands.items():
        arguments = [
            f"{parameter.human_readable_name}"
            for parameter in command.params
            if isinstance(parameter, click.Argument)
        ]
        yield f"`{' '.join(['alongside', name, *arguments])}`", command.get_short_help_str(200)


def _formats() -> Iterator[tuple[str, ...]]:
    for name, read in FORMATS.items():
        yield f"`{name}`", (inspect.getdoc(inspect.getmodule(read)) or "").split("\n")[0]


def _settings() -> Iterator[tuple[str, str, str]]:
    for name, field in msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"].items():
        default = str(field["default"]).replace(f"{ROOT}/", "")
        yield f"`{PREFIX}{name.upper()}`", field["description"], f"`{default}`" if default else ""


def _entity(spec: EntitySpec) -> str:
    policy = spec.policy
    removed = f"removed by the {policy.removed_by}" if policy.removed_by else "never removed"
    streams = ", ".join(f"`{stream}`" for stream in policy.streams)
    kept = (
        f"{'One for each person. ' if policy.singleton else ''}Kept in {streams}; made by the "
        f"{policy.created_by}, {removed}."
    )
    if policy.part_of:
        kept += f" A part of what `{policy.part_of[1]}` names: it stands where that stands."
    said = "\n\n".join(map(_wrapped, (spec.type.__doc__ or "", kept)))
    return f"### `{spec.name}`\n\n{said}\n\n" + _table(
        "field | group | merge rule | written by | meaning", _fields(spec)
    )


def _wrapped(text: str) -> str:
    """Wrap each paragraph at 100 columns, as the pages that are written by hand."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(fill(each, 100, break_on_hyphens=False) for each in paragraphs)


def _fields(spec: EntitySpec) -> Iterator[tuple[str, str, str, str, str]]:
    described = msgspec.json.schema(spec.type)["$defs"][spec.type.__name__]["properties"]
    for group in spec.groups.values():
        for field in group.fields:
            yield (
                f"`{field}`",
                group.name,
                group.rule.value,
                group.writer.value,
                described[field].get("description", ""),
            )


def _errors() -> Iterator[tuple[str, str, str]]:
    import_module("cli.app")  # the whole application, and so every error
    for error in sorted(_below(AlongsideError), key=lambda error: (error.code, error.__name__)):
        yield (
            f"`{error.code}`",
            str(status_of(error)),
            error.__name__,
        )


def _below(parent: type[AlongsideError]) -> Iterator[type[AlongsideError]]:
    for error in parent.__subclasses__():
        yield error
        yield from _below(error)


if __name__ == "__main__":
    PAGE.write_text(reference())
