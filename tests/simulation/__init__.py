"""A whole program from one integer: people, phones, a bad network, and an account of where every word must be."""
