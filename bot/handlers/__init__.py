"""What the bot does with an update: one module a topic; each handler reads, asks, replies."""
