"""What is wrong with what the owner has set up, in Chinese and English."""
