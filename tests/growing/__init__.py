"""What "Where a new thing goes" in ARCHITECTURE.md promises, played in a copy of the tree.

Each row adds a thing as the table says, and sees the rest follow, or fail with a message that says
what to do. `python -m tests.growing [ROW …]` plays them and shows what was said.
"""
