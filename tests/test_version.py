"""The version is written in `pyproject.toml`, and the browser side's manifest says the same."""

import json
import tomllib

from click.testing import CliRunner

from api.version import VERSION
from cli.commands import main
from tests.rooms import ROOT


def test_everything_that_says_a_version_says_that_of_the_project() -> None:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    browser = json.loads((ROOT / "web/package.json").read_text())["version"]
    contract = json.loads((ROOT / "openapi/openapi.json").read_text())["info"]["version"]
    said = CliRunner().invoke(main, ["--version"]).output.split()[-1]
    assert {browser, contract, said, VERSION} == {written}
