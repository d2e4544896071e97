"""Tests of the made-up program."""
