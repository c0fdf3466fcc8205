"""PyTorch's network with the layers, batch and rate of `rondo bench learning`."""
import torch
from common import compete, setting


def fit(rows, label, threads, epochs):
    torch.set_num_threads(threads)
    torch.manual_seed(setting("Seed"))
    network = torch.nn.Sequential(torch.nn.Linear(rows.shape[1], 32), torch.nn.ReLU(), torch.nn.Linear(32, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
    optimizer = torch.optim.Adam(network.parameters())
    inputs, targets = torch.from_numpy(rows), torch.from_numpy(label)[:, None]
    batch = setting("Value")
    for _ in range(epochs):
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), batch):
            chosen = order[start:start + batch]
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(network(inputs[chosen]), targets[chosen]).backward()
            optimizer.step()
    return network


def predict(network, rows):
    with torch.no_grad():
        return network(torch.from_numpy(rows)).numpy()[:, 0]


compete(fit, predict)
