"""The executable model of the sync rules, used unmodified."""
