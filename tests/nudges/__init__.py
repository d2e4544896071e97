"""Nudges by the thousand: worker processes killed at every step, a push service that reads all they send, addresses that mean harm.

`make nudges NUDGES=n` runs it longer. What is found is in reports/nudges.json.
"""
