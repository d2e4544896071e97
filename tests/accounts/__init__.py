"""Tests of accounts: who is there, and what they may read."""
