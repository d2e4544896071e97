"""Connections, engines, tables, migrations and the ledger's file.

Knows no rule of the product.
"""
