"""The steps from an empty database to today's, in order.

A released step never changes; each only adds.
"""
