"""What a program's staff do, named as rules."""
