"""The tests' tests: bugs that are planted in a copy of this repository, each of which a test that is named must notice."""
