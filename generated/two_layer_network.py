# Value and gradient of `loss` (examples/two_layer_network.py:10) with respect to `W`, `b`, `V`, `a`.
# Written by srcad. To regenerate: srcad transpile examples/two_layer_network.py:loss
import numpy as np


def loss_value_and_grad(W, b, V, a, x, target, *, loss_bar=1.0):
    h = np.tanh(W @ x + b)
    y = V @ h + a
    t = y - target
    value = 0.5 * np.sum(t**2)

    # reverse sweep
    g = loss_bar * t            # line 20: return 0.5 * np.sum((y - target) ** 2)
    g1 = V.T @ g * (1 - h * h)  # line 18: h = np.tanh(W @ x + b)
    return value, (np.outer(g1, x), g1, np.outer(g, h), g)
