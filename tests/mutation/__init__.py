"""Bugs that nobody thought of: small changes drawn by a seed.

Each is planted in a copy of this repository, and the narrow tests of its module must notice it
(`docs/decisions/0042-bugs-drawn-by-a-seed.md`). Bugs that somebody did think of are in
`tests/mutants`.
"""
