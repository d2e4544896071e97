"""Nudges by the thousand, with worker processes killed at every step.

The push service reads all they send, and some addresses mean harm.

`make nudges NUDGES=n` runs it longer. What is found is in reports/nudges.json.
"""
