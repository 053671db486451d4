"""The command line: one module a command; each has `add_to(commands)` and runs its command."""
