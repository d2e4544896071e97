"""Tests of the resource library and of importing it."""
