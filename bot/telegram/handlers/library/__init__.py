"""The library changed from a chat: files that come, documents that are removed or renamed."""
