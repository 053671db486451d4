"""Characters: folding, numerals, dates, sentences, ids and patterns."""
