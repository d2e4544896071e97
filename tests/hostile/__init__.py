"""Requests that the grammar allows and no app would send, to both engines at once.

The server never fails, and both answer the same.
"""
