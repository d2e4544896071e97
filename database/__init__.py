"""The only door to the database: connections, tables, migrations, people, streams of records."""
