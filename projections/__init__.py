"""What is derived from records in the transaction that writes them, so that features can query it by field."""
