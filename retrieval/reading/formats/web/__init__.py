"""Pages of the web: what of them is seen, and what of that is their document."""
