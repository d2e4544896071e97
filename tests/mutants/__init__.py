"""The tests' tests.

Each bug planted in a copy of this repository must be noticed by the tests that it names.
"""
