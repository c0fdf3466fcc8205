"""scipy's KS, Wasserstein, Jensen-Shannon and chi-square on the columns of `rondo bench observe`."""
import json
import os
import resource
import sys
import time

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

if "--check" in sys.argv:
    sys.exit()
folder, columns = sys.argv[1], int(sys.argv[3])
reference = np.fromfile(os.path.join(folder, "reference.f64"), dtype="<f8").reshape(columns, -1)
current = np.fromfile(os.path.join(folder, "current.f64"), dtype="<f8").reshape(columns, -1)
cpu, start = time.process_time(), time.perf_counter()
found = []
for a, b in zip(reference, current):
    edges = np.histogram_bin_edges(a, "sturges")
    inner = np.concatenate(([-np.inf], edges[1:-1], [np.inf]))
    x, y = np.histogram(a, inner)[0], np.histogram(b, inner)[0]
    found += [
        stats.ks_2samp(a, b).statistic,
        stats.wasserstein_distance(a, b),
        jensenshannon(x, y),
        stats.chi2_contingency(np.array([x, y])[:, x + y > 0]).statistic,
    ]
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
np.asarray(found, dtype="<f8").tofile(os.path.join(folder, "scores.f64"))
print(json.dumps({"fit_seconds": seconds, "cpu_seconds": cpu, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
