"""How copies become one: pure clock, merge and resolve, and the one transaction that exchanges."""
