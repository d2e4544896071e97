"""What is derived from records as they are written, so that features can query it by field."""
