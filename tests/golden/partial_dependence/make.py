"""Makes partial_dependence.json: scikit-learn 1.2.1's partial_dependence (brute) of a linear model (numpy 1.24.2). Seed 20240712.

    /usr/bin/python3 make.py
"""
import json
import numpy as np
import sklearn
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LinearRegression

assert sklearn.__version__ == "1.2.1", sklearn.__version__
rng = np.random.default_rng(20240712)
X = np.round(rng.normal(size=(60, 3)), 3).astype(np.float32).astype(float)
y = np.round(X @ [2, -1, 0.5] + 4 + rng.normal(size=60), 3)
model = LinearRegression().fit(X, y)
found = partial_dependence(model, X, [1], method="brute", kind="both", grid_resolution=12)
with open("partial_dependence.json", "w") as f:
    json.dump({"scikit_learn": sklearn.__version__, "seed": 20240712, "columns": X.T.tolist(), "target": y.tolist(),
               "grid": found["values"][0].tolist(), "average": found["average"][0].tolist(), "individual": found["individual"][0].tolist()}, f, separators=(",", ":"))
    f.write("\n")
