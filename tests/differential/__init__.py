"""One script, two engines: whatever a device is told over SQLite it is told over PostgreSQL."""
