"""scikit-learn's Lloyd from the start and on the rows of `rondo bench learning`."""
import os
import sys

if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]
from common import compete  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402


def fit(rows, label, threads, clusters):
    return KMeans(clusters, init=rows[:clusters], n_init=1, algorithm="lloyd").fit(rows)


compete(fit, lambda model, rows: model.transform(rows).min(axis=1) ** 2)
