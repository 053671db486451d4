"""Answers as Telegram messages: pure functions from data to HTML and buttons."""
