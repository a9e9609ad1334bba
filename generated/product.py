# Value and gradient of `product` (examples/product.py:8) with respect to `x`, `y`, `z`.
# Value and gradient of `any_product` (examples/product.py:15) with respect to `x`, `y`, `z`.
# Written by srcad. To regenerate: srcad transpile examples/product.py
import numpy as np
from srcad import runtime


def product_value_and_grad(x, y, z, *, product_bar=1.0):
    q = x + y
    value = q * z

    # reverse sweep
    q_bar = product_bar * z                        # line 10: return q * z
    return value, (q_bar, q_bar, product_bar * q)


def any_product_value_and_grad(x, y, z, *, any_product_bar=1.0):
    q = x + y
    q_times_z = q * z
    value = runtime.scalar_output(np.sum(q_times_z))

    # reverse sweep
    q_times_z_shape = np.shape(q_times_z)
    g = np.broadcast_to(any_product_bar, q_times_z_shape)   # line 17: return np.sum(q * z)
    g1 = runtime.unbroadcast(g, q_times_z)
    q_bar = runtime.unbroadcast(g1 * z, q)
    z_bar = runtime.unbroadcast(g1 * q, z)
    x_bar = runtime.like(runtime.unbroadcast(q_bar, x), x)
    y_bar = runtime.like(runtime.unbroadcast(q_bar, y), y)
    z_bar = runtime.like(z_bar, z)
    return value, (x_bar, y_bar, z_bar)
