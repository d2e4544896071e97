"""As `tests.mutation`, for the phone: changes that StrykerJS makes in `web/src`, drawn by a seed (`docs/decisions/0045-…`)."""
