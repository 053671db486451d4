"""The commands of the command line; each module has `add_to(commands)` and runs its command."""
