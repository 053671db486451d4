"""A question set scored."""
