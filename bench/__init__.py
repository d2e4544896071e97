"""What the server does in a second, beside what this machine can do at all (`floors.py`, `http1.py`: used unmodified)."""
