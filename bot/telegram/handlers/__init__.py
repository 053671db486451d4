"""What the bot does with an update: one module a topic; each reads, asks, replies."""
