"""The record store: streams of records, written through one writer and read as they changed."""
