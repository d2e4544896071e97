"""Reaching a phone: keys, encryption, addresses, and the guarded POST."""
