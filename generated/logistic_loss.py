# Value and gradient of `linear_loss` (examples/logistic_loss.py:14) with respect to `w`, `x`.
# Value and gradient of `quadratic_loss` (examples/logistic_loss.py:18) with respect to `w`, `x`.
# Written by srcad. To regenerate: srcad transpile examples/logistic_loss.py
import numpy as np


def linear_loss_value_and_grad(w, x, *, linear_loss_bar=1.0):
    t = np.exp(-np.dot(w, x))
    t1 = 1.0 + t
    t2 = 1.0 / t1

    # reverse sweep
    t = linear_loss_bar / t2 * t2 / t1 * t  # line 11: return 1.0 / (1.0 + np.exp(-t))
    return -np.log(t2), (-t * x, -t * w)


def quadratic_loss_value_and_grad(w, x, *, quadratic_loss_bar=1.0):
    t = x**2
    t1 = np.exp(-(w * t))
    t2 = 1.0 + t1
    t3 = 1.0 / t2

    # reverse sweep
    t1 = quadratic_loss_bar / t3 * t3 / t2 * t1  # line 11: return 1.0 / (1.0 + np.exp(-t))
    return -np.log(t3), (float(-t1 * t), float(-t1 * w * 2 * x))
