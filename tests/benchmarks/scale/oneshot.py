"""One question to a fresh process: ENGINE FOLDER QUESTION. Prints the seconds that loading took.

Run by the benchmark, which measures it from outside.
"""

import sys
import time

began = time.perf_counter()
# The folder above this one, without the imports that finding it elegantly would take.
sys.path[0] = sys.path[0].rpartition("/")[0]

from scale.registry import find  # noqa: E402

_, name, folder, question = sys.argv
engine = find(name)()
engine.load(folder)
loaded = time.perf_counter()
ids, _ = engine.search(engine.cut(question), 10)
print(loaded - began, len(ids))
