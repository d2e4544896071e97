"""Tests of the database: engines, transactions, migrations, tables, the ledger file."""
