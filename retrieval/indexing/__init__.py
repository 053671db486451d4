"""A folder becomes an index, and is kept up to date."""
