"""A document becomes sections, lists and passages."""
