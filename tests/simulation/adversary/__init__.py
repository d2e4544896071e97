"""People who send what the protocol's grammar allows and no app would.

What must hold after each of their pushes.

A participant on two phones, another participant, a peer, a former peer, a supervisor and a curator
know every id, key and seal there is. One integer makes one script of what they do; it is played on
the real exchange with a real database, and after every push the tables as they were are held
against the tables as they are:

- `oracle.py`: no record has changed by a byte that its actor may not write, by the declarations and
  `docs/sync.md` alone;
- `beside.py`: nor a right, a receipt, a stream's numbers or the ledger;
- `readable.py`: every row that changed decodes by the reader's own types, and a pull by everyone
  who reads it succeeds;
- `play.py`: the push ended in an answer, and within its budget of CPU time;
- `afterwards.py`: housekeeping, a backup and a restore with the ledger run through, and change what
  they may.

`make adversary SEEDS=n`, also `SEEDS="first last"` and `ENGINE=postgresql`, where the same scripts
must get the same answers.
"""
