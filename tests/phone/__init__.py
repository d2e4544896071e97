"""One phone without a screen, for every test and measurement that pushes and pulls.

What it does is the protocol's (`docs/sync.md`), no more: requests, an outbox, rows, reading on.
What is sent over (HTTP, a call) and what a person does with it is its user's.
"""
