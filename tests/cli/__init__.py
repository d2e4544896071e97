"""Tests of the console commands and of the contract that they write."""
