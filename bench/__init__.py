"""What the server does in a second, beside what this machine can do at all.

`floors.py` and `http1.py` are used unmodified.
"""
