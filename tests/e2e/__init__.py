"""The whole of it: real browsers against a real server process over a real database."""
