"""Which version of Alongside this is."""

from importlib.metadata import version

VERSION = version("alongside")
"""As `pyproject.toml` gave it to the distribution that is installed."""
