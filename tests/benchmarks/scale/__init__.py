"""The parts of the benchmark of scale (`tests/benchmarks/scale.py`)."""
