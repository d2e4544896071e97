"""The database: connections, tables, people, backup."""
