"""scikit-learn's MLPRegressor with the layers, batch and rate of `rondo bench mlp`; the batch size is the first argument."""
import os
import sys
import warnings

batch = int(sys.argv.pop(1)) if len(sys.argv) > 2 else 0
if len(sys.argv) > 2:
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]
from boosting_common import compete  # noqa: E402
from sklearn.neural_network import MLPRegressor  # noqa: E402

warnings.filterwarnings("ignore")


def fit(rows, label, threads, epochs):
    return MLPRegressor((32, 32), batch_size=batch, max_iter=epochs, alpha=0, tol=0, n_iter_no_change=10**9, random_state=0).fit(rows, label)


compete(fit, lambda model, rows: model.predict(rows))
