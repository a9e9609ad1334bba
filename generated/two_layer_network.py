# Value and gradient of `loss` (examples/two_layer_network.py:10) with respect to `W`, `b`, `V`, `a`.
# Written by srcad. To regenerate: srcad transpile examples/two_layer_network.py:loss
import numpy as np


def loss_value_and_grad(W, b, V, a, x, target, *, loss_bar=1.0):
    h = np.tanh(W @ x + b)
    y = V @ h + a
    t = y - target

    # reverse sweep
    t1 = loss_bar * 0.5 * 2 * t  # line 20: return 0.5 * np.sum((y - target) ** 2)
    t2 = V.T @ t1 * (1 - h * h)  # line 18: h = np.tanh(W @ x + b)
    return 0.5 * np.sum(t**2), (np.outer(t2, x), t2, np.outer(t1, h), t1)
