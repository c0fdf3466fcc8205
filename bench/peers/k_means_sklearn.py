"""scikit-learn's Lloyd from the start and on the rows of `rondo bench k_means`, on two threads."""
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "2"
import numpy as np  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402

folder = sys.argv[1]
rows = np.fromfile(os.path.join(folder, "rows.f32"), dtype="<f4").reshape(-1, 20)
start = np.fromfile(os.path.join(folder, "start.f32"), dtype="<f4").reshape(-1, 20)
clock = time.perf_counter()
model = KMeans(len(start), init=start, n_init=1, algorithm="lloyd").fit(rows)
seconds = time.perf_counter() - clock
print(json.dumps({"fit_seconds": seconds, "iterations": model.n_iter_, "inertia": float(model.inertia_)}))
