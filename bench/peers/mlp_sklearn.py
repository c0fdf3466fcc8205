"""scikit-learn's MLPRegressor with the layers, batch and rate of `rondo bench learning`."""
import os
import sys
import warnings

if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]
from common import compete, setting  # noqa: E402
from sklearn.neural_network import MLPRegressor  # noqa: E402

warnings.filterwarnings("ignore")


def fit(rows, label, threads, epochs):
    return MLPRegressor((32, 32), batch_size=setting("Value"), max_iter=epochs, alpha=0, tol=0, n_iter_no_change=10**9, random_state=setting("Seed")).fit(rows, label)


compete(fit, lambda model, rows: model.predict(rows))
