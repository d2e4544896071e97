"""What a program's staff do: invitations, assignments, the library, set-up, and the demo program."""
