"""What lies on disk: arrays, records, terms, postings, segments and the manifest."""
