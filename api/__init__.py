"""The edge: HTTP in, one call, HTTP out.

Litestar is imported here, and in `cli` where the application is put together.
"""
