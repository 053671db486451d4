"""Every sentence a user reads, in Chinese and English."""
