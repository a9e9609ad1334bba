# Value and gradient of `product` (examples/product.py:6) with respect to `x`, `y`, `z`.
# Written by srcad. To regenerate: srcad transpile examples/product.py:product


def product_value_and_grad(x, y, z, *, product_bar=1.0):
    q = x + y
    value = q * z

    # reverse sweep
    q_bar = product_bar * z                        # line 8: return q * z
    return value, (q_bar, q_bar, product_bar * q)
