"""Citations that last: ids, what became of cited words, references, validity."""
