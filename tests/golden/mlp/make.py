#!/usr/bin/python3
"""Trains PyTorch's twin of a 32-32-1 network on california_housing and records its validation RMSE, seed by seed.

Inputs: medians of the training rows for missing values, numbers standardised by the training rows, ocean_proximity as 0/1 columns in
alphabetical order; the target standardised. Rows: 0-based row i validates when (i * 2654435761 mod 2^32) / 2^32 < 0.2.
Needs python3-torch and python3-pandas, and the data sets in RONDO_DATA or ../shared/data. Usage: make.py; writes california.json.
"""
import json, os, pathlib

import numpy as np
import pandas as pd
import torch

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("RONDO_DATA") or HERE.parents[2] / ".." / "shared" / "data")
EPOCHS, BATCH, RATE, SEEDS = 10, 32, 1e-3, [0, 1, 2, 3, 4]


def sets():
    frame = pd.read_csv(DATA / "california_housing.csv")
    rows = np.arange(len(frame), dtype=np.uint64)
    test = (rows * np.uint64(2654435761) % np.uint64(2**32)).astype(float) / 2**32 < 0.2
    y = frame.pop("median_house_value").to_numpy(float)
    ocean = frame.pop("ocean_proximity")
    numbers = frame.fillna(frame[~test].median())
    numbers = (numbers - numbers[~test].mean()) / numbers[~test].std(ddof=0)
    x = np.column_stack([numbers.to_numpy(), *[ocean == c for c in sorted(ocean.unique())]]).astype("float32")
    return x[~test], y[~test], x[test], y[test]


def rmse(seed, x, y, x_test, y_test):
    torch.manual_seed(seed)
    network = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 32), torch.nn.ReLU(), torch.nn.Linear(32, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    centre, scale = y.mean(), y.std()
    inputs, targets = torch.tensor(x), torch.tensor(((y - centre) / scale).astype("float32"))[:, None]
    for _ in range(EPOCHS):
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), BATCH):
            batch = order[start:start + BATCH]
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(network(inputs[batch]), targets[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        predicted = network(torch.tensor(x_test)).numpy()[:, 0].astype(float) * scale + centre
    return float(np.sqrt(((predicted - y_test) ** 2).mean()))


def main():
    torch.set_num_threads(1)
    data = sets()
    golden = {
        "made_with": f"torch {torch.__version__}, numpy {np.__version__}", "network": "32-32-1, relu, adam, mse",
        "epochs": EPOCHS, "batch_size": BATCH, "learning_rate": RATE, "seeds": SEEDS, "rmse": [rmse(seed, *data) for seed in SEEDS],
    }
    (HERE / "california.json").write_text(json.dumps(golden, indent=1) + "\n")
    print(golden["rmse"], np.mean(golden["rmse"]))


main()
