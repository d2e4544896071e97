"""What the product means: entities, permissions and rules, over the standard library and msgspec alone."""
