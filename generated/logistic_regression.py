# Value and gradient of `loss` (examples/logistic_regression.py:14) with respect to `w`.
# Written by srcad. To regenerate: srcad transpile examples/logistic_regression.py:loss
import numpy as np


def loss_value_and_grad(w, X, y, lam, *, loss_bar=1.0):
    t = X @ w
    p = 1.0 / (1.0 + np.exp(-t))
    one_minus_y = 1.0 - y
    one_minus_p = 1.0 - p
    likelihood = y * np.log(p) + one_minus_y * np.log(one_minus_p)
    value = -np.mean(likelihood) + lam * np.sum(w**2)

    # reverse sweep
    w_bar = loss_bar * lam * 2 * w  # line 22: return -np.mean(likelihood) + lam * np.sum(w**2)
    g = loss_bar / y.size
    # line 21: likelihood = y * np.log(p) + (1.0 - y) * np.log(1.0 - p)
    p_bar = g * one_minus_y / one_minus_p - g * y / p
    g1 = p_bar * p * one_minus_p                       # line 11: return 1.0 / (1.0 + np.exp(-t))
    w_bar += X.T @ g1                                  # line 20: p = sigmoid(X @ w)
    return value, w_bar
