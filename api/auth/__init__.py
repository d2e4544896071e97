"""Who sends a request: sign-in, sessions, and how often a secret may be tried."""
