"""The Telegram bot: who is spoken to, what is asked, and how the answer gets there."""
