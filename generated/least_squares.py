# Value and gradient of `loss` (examples/least_squares.py:10) with respect to `w`.
# Written by srcad. To regenerate: srcad transpile examples/least_squares.py:loss
import numpy as np


def loss_value_and_grad(w, X, y, *, loss_bar=1.0):
    residual = y - X @ w
    len_y = len(y)
    value = np.sum(residual**2) / len_y

    # reverse sweep
    g = -loss_bar / len_y * 2           # line 16: return np.sum(residual**2) / len(y)
    return value, X.T @ (g * residual)  # line 15: residual = y - X @ w
