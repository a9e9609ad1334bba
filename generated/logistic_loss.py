# Value and gradient of `linear_loss` (examples/logistic_loss.py:14) with respect to `w`, `x`.
# Value and gradient of `quadratic_loss` (examples/logistic_loss.py:18) with respect to `w`, `x`.
# Written by srcad. To regenerate: srcad transpile examples/logistic_loss.py
import numpy as np


def linear_loss_value_and_grad(w, x, *, linear_loss_bar=1.0):
    exp = np.exp(-np.dot(w, x))
    one_plus_exp = 1.0 + exp
    t = 1.0 / one_plus_exp
    value = -np.log(t)

    # reverse sweep
    g = linear_loss_bar / t           # line 15: return -np.log(sigmoid(np.dot(w, x)))
    g1 = g * t / one_plus_exp * exp   # line 11: return 1.0 / (1.0 + np.exp(-t))
    return value, (-g1 * x, -g1 * w)  # line 15: return -np.log(sigmoid(np.dot(w, x)))


def quadratic_loss_value_and_grad(w, x, *, quadratic_loss_bar=1.0):
    x_squared = x**2
    exp = np.exp(-(w * x_squared))
    one_plus_exp = 1.0 + exp
    t = 1.0 / one_plus_exp
    value = -np.log(t)

    # reverse sweep
    g = quadratic_loss_bar / t       # line 19: return -np.log(sigmoid(w * x**2))
    g1 = g * t / one_plus_exp * exp  # line 11: return 1.0 / (1.0 + np.exp(-t))
    # line 19: return -np.log(sigmoid(w * x**2))
    return value, (float(-g1 * x_squared), float(-g1 * w * 2 * x))
