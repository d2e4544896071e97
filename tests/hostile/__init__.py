"""Requests that the grammar allows and no app would send, to both engines at once: no failure of the server, and the same answers."""
