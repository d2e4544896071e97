"""Tests, in folders that mirror the packages; `e2e` drives real browsers against a real server."""
