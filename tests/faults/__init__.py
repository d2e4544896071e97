"""The real server under load is killed, starved of disk and cut off at every step.

Nothing that it confirmed is lost or doubled.
"""
