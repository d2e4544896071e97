"""The declarations and what derives from them."""
