import numpy as np


def loss_grad(W, b, V, a, x, target, *, loss_bar=1.0):
    h = np.tanh(W @ x + b)
    y = V @ h + a

    # reverse sweep
    y_bar = loss_bar * (y - target)  # line 20: return 0.5 * np.sum((y - target) ** 2)
    target_bar = -y_bar
    V_bar = np.outer(y_bar, h)       # line 19: y = V @ h + a
    h_bar = V.T @ y_bar
    b_bar = h_bar * (1 - h * h)      # line 18: h = np.tanh(W @ x + b)
    W_bar = np.outer(b_bar, x)
    x_bar = W.T @ b_bar
    return W_bar, b_bar, V_bar, y_bar, x_bar, target_bar
