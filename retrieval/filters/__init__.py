"""What a question says about where its answer is to come from."""
