"""The decisions of sync: records, mutations and an actor in; verdicts and changed records out.

Pure.
"""
