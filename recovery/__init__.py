"""What keeps a deployment whole over time: backup, restore, the ledger's replay, retention."""
