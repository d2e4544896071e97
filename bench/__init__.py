"""What is measured, against what the machine can do."""
