"""As `tests.mutation`, for the phone.

StrykerJS makes the changes in `web/src`, and a seed draws them (`docs/decisions/0045-…`).
"""
