"""Makes models elsewhere and answers.json: what scikit-learn 1.2.1 and PyTorch 1.13 say of the same rows. Seed 20261128.

    /usr/bin/python3 make.py        (Debian: python3-sklearn, python3-torch, python3-onnx 1.12)

PyTorch's models are written by torch.onnx.export itself. Debian has no skl2onnx: scikit-learn's are written here in the operators and shapes that
skl2onnx uses (ai.onnx.ml: Scaler, OneHotEncoder, LinearClassifier, Normalizer, ZipMap, TreeEnsembleRegressor, TreeEnsembleClassifier).
"""
import json
import numpy as np
import onnx
import sklearn
import torch
from onnx import TensorProto, helper
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
import pandas as pd

assert sklearn.__version__ == "1.2.1" and torch.__version__.startswith("1.13")
SEED = 20261128
rng = np.random.default_rng(SEED)
torch.manual_seed(SEED)
answers = {}


def save(name, nodes, inputs, outputs, metadata=None, initializers=()):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(graph, producer_name="skl2onnx", producer_version="1.13",
                              opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)])
    model.ir_version = 8
    if metadata:
        helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    with open(name + ".onnx", "wb") as f:
        f.write(model.SerializeToString())


def port(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, shape)


def ml(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs, outputs, domain="ai.onnx.ml", **attributes)


# ---- churn: named columns of three types, classes that are texts ---------------------------

n = 400
rows = pd.DataFrame({
    "age": rng.integers(18, 80, n),
    "income": np.round(rng.lognormal(10, 0.5, n), 2).astype(np.float32).astype(float),
    "city": rng.choice(["Köln", "Wien", "Bern"], n),
})
y = np.where(0.04 * (rows.age - 45) + (rows.city == "Wien") * 1.2 + rng.normal(size=n) > 0.3, "yes", "no")
churn = make_pipeline(
    ColumnTransformer([("n", StandardScaler(), ["age", "income"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["city"])]),
    LogisticRegression(C=1.5, max_iter=500)).fit(rows, y)
scaler, onehot, linear = churn[0].named_transformers_["n"], churn[0].named_transformers_["c"], churn[1]


def churn_graph(name, with_zipmap):
    coefficients = np.vstack([-linear.coef_, linear.coef_]).astype(np.float32)
    intercepts = np.hstack([-linear.intercept_, linear.intercept_]).astype(np.float32)
    nodes = [
        helper.make_node("Cast", ["age"], ["age_f"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["age_f", "income"], ["numbers"], axis=1),
        ml("Scaler", ["numbers"], ["scaled"], offset=[float(v) for v in scaler.mean_], scale=[float(v) for v in 1 / scaler.scale_]),
        ml("OneHotEncoder", ["city"], ["hot3"], cats_strings=[c for c in onehot.categories_[0]], zeros=1),
        helper.make_node("Reshape", ["hot3", "hot_shape"], ["hot"]),
        helper.make_node("Concat", ["scaled", "hot"], ["features"], axis=1),
        ml("LinearClassifier", ["features"], ["label" if with_zipmap else "output_label", "raw"], classlabels_strings=list(linear.classes_),
           coefficients=coefficients.ravel().tolist(), intercepts=intercepts.tolist(), multi_class=0, post_transform="LOGISTIC"),
        ml("Normalizer", ["raw"], ["normal" if with_zipmap else "probabilities"], norm="L1"),
    ]
    if with_zipmap:
        nodes += [helper.make_node("Identity", ["label"], ["output_label"]),
                  ml("ZipMap", ["normal"], ["output_probability"], classlabels_strings=list(linear.classes_))]
        # onnx 1.12 has no word for a list of maps from text to float.
        probabilities = onnx.ValueInfoProto(name="output_probability")
        probabilities.type.sequence_type.elem_type.map_type.key_type = TensorProto.STRING
        probabilities.type.sequence_type.elem_type.map_type.value_type.tensor_type.elem_type = TensorProto.FLOAT
    else:
        probabilities = port("probabilities", TensorProto.FLOAT, None, 2)
    save(name, nodes,
         [port("age", TensorProto.INT64, None, 1), port("income", TensorProto.FLOAT, None, 1), port("city", TensorProto.STRING, None, 1)],
         [port("output_label", TensorProto.STRING, None), probabilities],
         initializers=[helper.make_tensor("hot_shape", TensorProto.INT64, [2], [-1, 3])])


churn_graph("churn", False)
churn_graph("churn_zipmap", True)
asked = rows.head(60).copy()
asked.loc[0, "city"] = "Graz"
answers["churn"] = {"classes": list(linear.classes_), "rows": asked.to_dict("records"), "probabilities": churn.predict_proba(asked).tolist()}

# ---- house: one float tensor of four columns, a forest of regression trees -----------------

X = np.round(rng.normal(size=(300, 4)), 3).astype(np.float32)
forest = RandomForestRegressor(n_estimators=20, max_depth=5, random_state=SEED).fit(X, 3 * X[:, 0] - X[:, 1] ** 2 + X[:, 2] * X[:, 3])


def trees(model):
    a = {k: [] for k in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
    leaves = []
    for t, one in enumerate(e.tree_ for e in model.estimators_):
        for i in range(one.node_count):
            leaf = one.children_left[i] < 0
            a["treeids"].append(t)
            a["nodeids"].append(i)
            a["featureids"].append(0 if leaf else int(one.feature[i]))
            a["modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            # The largest float32 that is not above the double, so that float32 rows go the same way.
            v = np.float32(one.threshold[i])
            a["values"].append(0.0 if leaf else float(np.nextafter(v, np.float32(-np.inf)) if v > one.threshold[i] else v))
            a["truenodeids"].append(0 if leaf else int(one.children_left[i]))
            a["falsenodeids"].append(0 if leaf else int(one.children_right[i]))
            a["missing_value_tracks_true"].append(0)
            if leaf:
                leaves.append((t, i, one.value[i].ravel()))
    return {"nodes_" + k: v for k, v in a.items()}, leaves


nodes, leaves = trees(forest)
save("house",
     [ml("TreeEnsembleRegressor", ["X"], ["variable"], n_targets=1, aggregate_function="SUM", post_transform="NONE",
         target_treeids=[t for t, _, _ in leaves], target_nodeids=[i for _, i, _ in leaves], target_ids=[0] * len(leaves),
         target_weights=[float(v[0]) / len(forest.estimators_) for _, _, v in leaves], **nodes)],
     [port("X", TensorProto.FLOAT, None, 4)], [port("variable", TensorProto.FLOAT, None, 1)],
     metadata={"feature_names": json.dumps(["area", "rooms", "age", "garden"])})
answers["house"] = {"columns": ["area", "rooms", "age", "garden"], "rows": X[:80].astype(float).tolist(), "predictions": forest.predict(X[:80]).tolist()}

# ---- iris: whole numbers as classes, a forest of classification trees ----------------------

labels = np.digitize(X[:, 0] + 0.5 * X[:, 1], [-0.5, 0.5]) * 10
classifier = RandomForestClassifier(n_estimators=15, max_depth=4, random_state=SEED).fit(X, labels)
nodes, leaves = trees(classifier)
votes = [(t, i, k, float(p)) for t, i, v in leaves for k, p in enumerate(v / v.sum() / len(classifier.estimators_))]
save("iris",
     [ml("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], classlabels_int64s=[int(c) for c in classifier.classes_], post_transform="NONE",
         class_treeids=[v[0] for v in votes], class_nodeids=[v[1] for v in votes], class_ids=[v[2] for v in votes], class_weights=[v[3] for v in votes], **nodes)],
     [port("X", TensorProto.FLOAT, None, 4)], [port("label", TensorProto.INT64, None), port("probabilities", TensorProto.FLOAT, None, 3)])
answers["iris"] = {"classes": [str(c) for c in classifier.classes_], "rows": X[:80].astype(float).tolist(), "probabilities": classifier.predict_proba(X[:80]).tolist()}

# ---- PyTorch's own files -------------------------------------------------------------------


def export(name, network, batch):
    with torch.no_grad():
        example = torch.zeros(batch or 2, 4)
        torch.onnx.export(network, example, name + ".onnx", opset_version=16, input_names=["features"], output_names=["score"],
                          dynamic_axes=None if batch else {"features": {0: "rows"}, "score": {0: "rows"}})
        return network(torch.from_numpy(X[:50])).double()


logits = export("torch_logits", torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.ReLU(), torch.nn.LayerNorm(16), torch.nn.Linear(16, 3)).eval(), None)
answers["torch_logits"] = {"rows": X[:50].astype(float).tolist(), "probabilities": torch.softmax(logits, 1).tolist()}
positive = export("torch_sigmoid", torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1), torch.nn.Sigmoid()).eval(), None)
answers["torch_sigmoid"] = {"rows": X[:50].astype(float).tolist(), "probabilities": [[1 - p, p] for p, in positive.tolist()]}
number = export("torch_one_row", torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.GELU(), torch.nn.Linear(8, 1)).eval(), 1)
answers["torch_one_row"] = {"rows": X[:50].astype(float).tolist(), "predictions": [p for p, in number.tolist()]}

# ---- files that are not to be taken --------------------------------------------------------

big = helper.make_tensor("w", TensorProto.FLOAT, [4, 1], np.zeros(4, np.float32))
big.ClearField("float_data")
big.data_location = TensorProto.EXTERNAL
big.external_data.add(key="location", value="/etc/passwd")
outside = helper.make_graph([helper.make_node("MatMul", ["X", "w"], ["y"])], "outside", [port("X", TensorProto.FLOAT, None, 4)], [port("y", TensorProto.FLOAT, None, 1)], [big])
with open("outside.onnx", "wb") as f:
    f.write(helper.make_model(outside, opset_imports=[helper.make_opsetid("", 15)]).SerializeToString())
bomb = helper.make_graph([helper.make_node("ConstantOfShape", ["n"], ["c"]), helper.make_node("ReduceSum", ["c"], ["s"], keepdims=0), helper.make_node("Add", ["X", "s"], ["y"])],
                         "bomb", [port("X", TensorProto.FLOAT, None, 1)], [port("y", TensorProto.FLOAT, None, 1)],
                         [helper.make_tensor("n", TensorProto.INT64, [1], [1 << 38])])
with open("bomb.onnx", "wb") as f:
    f.write(helper.make_model(bomb, opset_imports=[helper.make_opsetid("", 15)]).SerializeToString())

with open("answers.json", "w") as f:
    json.dump(answers, f, ensure_ascii=False)
