# Value and gradient of `loss` (examples/two_layer_network.py:10) with respect to `W`, `b`, `V`, `a`.
# Written by srcad. To regenerate: srcad transpile examples/two_layer_network.py:loss
import numpy as np


def loss_value_and_grad(W, b, V, a, x, target, *, loss_bar=1.0):
    h = np.tanh(W @ x + b)
    y = V @ h + a
    y_minus_target = y - target
    value = 0.5 * np.sum(y_minus_target**2)

    # reverse sweep
    y_bar = loss_bar * y_minus_target           # line 20: return 0.5 * np.sum((y - target) ** 2)
    V_bar = np.outer(y_bar, h)                  # line 19: y = V @ h + a
    h_bar = V.T @ y_bar
    b_bar = h_bar * (1 - h * h)                 # line 18: h = np.tanh(W @ x + b)
    W_bar = np.outer(b_bar, x)
    return value, (W_bar, b_bar, V_bar, y_bar)
