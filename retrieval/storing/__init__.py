"""The index as files and arrays: records, segments, and bringing them up to date."""
