"""Tests of recovery: backup, restore, replay, retention."""
