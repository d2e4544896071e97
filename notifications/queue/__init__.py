"""Notices in the database: planned, leased, decided at the last moment, settled."""
