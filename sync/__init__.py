"""How copies become one: phones push mutations and pull rows in one round trip with the server.

Roles: the server is the only judge. A device keeps the last rows that it was told and an outbox of
mutations that are not confirmed yet; it never merges.

| message | holds | declared in |
|---|---|---|
| request | device, its clock, cursor, mutations, how many wait | `domain.wire.SyncRequest` |
| mutation | id, own count, operation, record, bases, whole groups | `domain.records.Mutation` |
| answer | a result for each mutation, changes, the next cursor | `domain.wire.SyncAnswer` |
| change | record, number, state, heads, shown values, kept versions | `domain.wire.Change` |

Order: `exchange` locks the streams, `push` has `touching` read what the mutations touch, `decide`
gives the verdicts, the record store saves, `pull` reads what changed since the cursor.

Errors: a request that cannot be read, or that holds a mutation without an id, is refused as a whole
(`BadInput`). Any other mutation gets a result; where it is refused, with a code, its words are kept
for their author. Limits: `api.limits`, and `domain.bounds` for what one record gathers. Versions:
`PROTOCOL` for how it travels, `SCHEMA` for what is written; older ones are read for ever
(`domain.upcasts`).

Why a device names its bases one by one, and no version vector: a person has few devices and one
server, and a list of heads does not grow with them. The rules are `docs/sync.md`.
"""
