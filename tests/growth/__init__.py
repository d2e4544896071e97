"""What one answer costs does not grow with the program.

Rows visited are counted among a hundred people and among five thousand.
"""
