"""Which passages and documents answer best: BM25, the best k, and how sure that is."""
