"""Bugs that nobody thought of: small changes drawn by a seed, each planted in a copy of this repository, which the narrow tests of its
module must notice (`docs/decisions/0042-bugs-drawn-by-a-seed.md`). Those that somebody did think of are in `tests/mutants`.
"""
