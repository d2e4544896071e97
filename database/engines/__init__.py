"""Our own connections to SQLite and PostgreSQL, and Piccolo's engines on top of them."""
