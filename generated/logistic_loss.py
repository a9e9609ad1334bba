# Value and gradient of `linear_loss` (examples/logistic_loss.py:14) with respect to `w`, `x`.
# Value and gradient of `quadratic_loss` (examples/logistic_loss.py:18) with respect to `w`, `x`.
# Written by srcad. To regenerate: srcad transpile examples/logistic_loss.py
import numpy as np


def linear_loss_value_and_grad(w, x, *, linear_loss_bar=1.0):
    t = np.dot(w, x)
    t1 = 1.0 / (1.0 + np.exp(-t))
    value = -np.log(t1)

    # reverse sweep
    t_bar = -linear_loss_bar * (1.0 - t1)  # line 11: return 1.0 / (1.0 + np.exp(-t))
    return value, (t_bar * x, t_bar * w)   # line 15: return -np.log(sigmoid(np.dot(w, x)))


def quadratic_loss_value_and_grad(w, x, *, quadratic_loss_bar=1.0):
    x_squared = x**2
    t = w * x_squared
    t1 = 1.0 / (1.0 + np.exp(-t))
    value = -np.log(t1)

    # reverse sweep
    t_bar = -quadratic_loss_bar * (1.0 - t1)  # line 11: return 1.0 / (1.0 + np.exp(-t))
    # line 19: return -np.log(sigmoid(w * x**2))
    return value, (float(t_bar * x_squared), float(t_bar * w * 2 * x))
