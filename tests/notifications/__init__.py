"""Of `notifications`: when and how to nudge."""
