"""How copies become one: exhaustive small histories, the exchange, completeness of the cursor."""
