"""Reference values of feature selection from scikit-learn, on its own data sets and made ones. Seed 20240801.
Run: python3 make.py > selection.json"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.feature_selection import RFE, mutual_info_classif, mutual_info_regression
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.metrics import mutual_info_score
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240801)
sets = {"diabetes": load_diabetes(), "breast_cancer": load_breast_cancer(), "wine": load_wine()}
out = {"versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__}, "sets": {}}

for name, data in sets.items():
    # Five digits are what both sides read: the numbers of diabetes have more.
    x, y = np.round(data.data, 5), data.target.astype(float)
    scaled = StandardScaler().fit_transform(x)
    regression = name == "diabetes"
    estimator = Ridge(alpha=1.0) if regression else LogisticRegression(C=1.0, tol=1e-8, max_iter=100000)
    ranks = {str(step): RFE(estimator, n_features_to_select=1, step=step).fit(scaled, y).ranking_.tolist() for step in [1, 3]}
    labels = (y - y.mean()) / y.std()
    l1 = {}
    for share in [0.5, 0.1, 0.02]:
        if regression:
            alpha = share * np.abs(scaled.T @ labels).max() / len(y)
            coef = Lasso(alpha=alpha, tol=1e-10, max_iter=100000).fit(scaled, labels).coef_[None]
        else:
            marks = (y[:, None] == np.unique(y)[None]).astype(float)
            alpha = share * np.abs(scaled.T @ (marks - marks.mean(0))).max() / len(y)
            coef = LogisticRegression(penalty="l1", C=1 / (alpha * len(y)), solver="saga", tol=1e-7, max_iter=20000, random_state=0).fit(scaled, y).coef_
        # What is neither clearly used nor clearly unused is no reference.
        size = np.abs(coef).max(0)
        assert not ((size > 1e-12) & (size < 1e-4)).any(), (name, share, size)
        l1[str(share)] = (size > 0).astype(int).tolist()
    mutual = mutual_info_regression if regression else mutual_info_classif
    out["sets"][name] = {
        "names": [str(n) for n in data.feature_names],
        "columns": x.T.tolist(),
        "y": y.tolist(),
        "rfe": ranks,
        "l1": l1,
        "mutual_information": np.mean([mutual(x, y, random_state=seed) for seed in range(20)], axis=0).tolist(),
        "spread": np.std([mutual(x, y, random_state=seed) for seed in range(20)], axis=0).tolist(),
    }

rows = 300
u = rng.normal(0, 1, rows)
codes = rng.integers(0, 4, rows)
labels = ((codes > 1) ^ (rng.random(rows) < 0.2)).astype(int)
made = {"u": u, "v": u + rng.normal(0, 0.5, rows), "w": rng.normal(100, 7, rows)}
answer = u * 2 + rng.normal(0, 1, rows)
matrix = np.column_stack(list(made.values()))
out["made"] = {
    "columns": {k: v.tolist() for k, v in made.items()},
    "codes": codes.tolist(),
    "labels": labels.tolist(),
    "answer": answer.tolist(),
    "classif": mutual_info_classif(matrix, labels, n_neighbors=3, random_state=0).tolist(),
    "regression": mutual_info_regression(matrix, answer, n_neighbors=3, random_state=0).tolist(),
    "codes_labels": mutual_info_score(codes, labels),
    "codes_answer": float(mutual_info_regression(codes[:, None], answer, discrete_features=True, random_state=0)[0]),
}

frame = pd.DataFrame({"a": u, "b": u + rng.normal(0, 0.1, rows), "c": -u + rng.normal(0, 0.3, rows), "d": rng.normal(0, 1, rows), "e": rng.normal(0, 1, rows)})
frame["e"] += frame["d"]
frame = frame.mask(rng.random(frame.shape) < 0.1)
out["correlation"] = {"columns": {k: [None if np.isnan(v) else v for v in frame[k]] for k in frame}, "matrix": frame.corr().values.tolist(),
                      "target": [float(frame[k].corr(pd.Series(answer))) for k in frame]}

json.dump(out, sys.stdout, indent=0, separators=(",", ":"))
print()
