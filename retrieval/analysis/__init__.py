"""Text becomes terms, and a question is understood."""
