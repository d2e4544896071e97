"""What the product means: entities, permissions and rules. Pure: the standard library and msgspec.

Begin with `declare` (how an entity is declared, once) and `entities/`. What travels is in `wire`,
`records`, `keys` and `receipts`; who may do what in `permissions`, `admission` and `authority`;
what is derived and never synced in `figures`; what survives the loss of a database in
`ledger_entries`.
"""
