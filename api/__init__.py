"""The edge: HTTP in, one call, HTTP out; the composition root and the command line.

Litestar is imported here alone.
"""
