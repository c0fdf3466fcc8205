"""What people serve today: FastAPI, pydantic, a scikit-learn pipeline with XGBoost's 100 trees of depth 6; on uvicorn with uvloop."""
import socket
import sys
from typing import List

import pandas
import uvicorn
from fastapi import FastAPI
from pydantic import create_model
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from xgboost import XGBClassifier

if "--check" in sys.argv:
    sys.exit()

table = pandas.read_csv(sys.argv[1])
target = table.pop("income")
text = [c for c in table if table[c].dtype == object]
model = Pipeline([
    ("columns", ColumnTransformer([("text", OneHotEncoder(handle_unknown="ignore"), text)], remainder="passthrough")),
    ("trees", XGBClassifier(n_estimators=100, max_depth=6, tree_method="hist", n_jobs=1)),
]).fit(table, target == ">50K")
Row = create_model("Row", **{c: (str if c in text else float, ...) for c in table})
app = FastAPI()


def answer(rows):
    chances = model.predict_proba(pandas.DataFrame([row.dict() for row in rows]))[:, 1]
    return {"predictions": [{"prediction": ">50K" if p > 0.5 else "<=50K", "probability": float(p)} for p in chances]}


@app.post("/predict")
def predict(row: Row):
    return answer([row])


@app.post("/rows")
def predict_rows(rows: List[Row]):
    return answer(rows)


listening = socket.create_server(("127.0.0.1", 0))
print(f"at http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, loop="uvloop", http="httptools", log_level="warning", access_log=False)).run(sockets=[listening])
