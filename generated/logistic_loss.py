# Value and gradient of `linear_loss` (examples/logistic_loss.py:14) with respect to `w`, `x`.
# Value and gradient of `quadratic_loss` (examples/logistic_loss.py:18) with respect to `w`, `x`.
# Written by srcad. To regenerate: srcad transpile examples/logistic_loss.py
import numpy as np


def linear_loss_value_and_grad(w, x, *, linear_loss_bar=1.0):
    t = np.exp(-np.dot(w, x))
    t1 = 1.0 + t
    t2 = 1.0 / t1
    value = -np.log(t2)

    # reverse sweep
    g = linear_loss_bar / t2          # line 15: return -np.log(sigmoid(np.dot(w, x)))
    g1 = g * t2 / t1 * t              # line 11: return 1.0 / (1.0 + np.exp(-t))
    return value, (-g1 * x, -g1 * w)  # line 15: return -np.log(sigmoid(np.dot(w, x)))


def quadratic_loss_value_and_grad(w, x, *, quadratic_loss_bar=1.0):
    t = x**2
    t1 = np.exp(-(w * t))
    t2 = 1.0 + t1
    t3 = 1.0 / t2
    value = -np.log(t3)

    # reverse sweep
    g = quadratic_loss_bar / t3  # line 19: return -np.log(sigmoid(w * x**2))
    g1 = g * t3 / t2 * t1        # line 11: return 1.0 / (1.0 + np.exp(-t))
    # line 19: return -np.log(sigmoid(w * x**2))
    return value, (float(-g1 * t), float(-g1 * w * 2 * x))
