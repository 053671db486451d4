"""What the owner chooses: the environment and the `.env` file, read once and checked."""
