"""What one answer costs does not grow with who else is in the program: rows visited among a hundred people and among five thousand."""
