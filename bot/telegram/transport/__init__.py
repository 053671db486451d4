"""Between the bot and Telegram's servers: polling, rates, queues and faults."""
