"""What a program's staff do: set-up, invitations, assignments, flags, caseload, staff."""
