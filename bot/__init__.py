"""Speaks to people: the command line and the Telegram bot."""
