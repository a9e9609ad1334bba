# Value and gradient of `inverse_square` (examples/quotients.py:6) with respect to `x`.
# Value and gradient of `two_paths` (examples/quotients.py:10) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/quotients.py


def inverse_square_value_and_grad(x, *, inverse_square_bar=1.0):
    x_squared = x**2
    value = 1 / x_squared

    # reverse sweep
    return value, -inverse_square_bar * value / x_squared * 2 * x  # line 7: return 1 / x**2


def two_paths_value_and_grad(x, *, two_paths_bar=1.0):
    square = x**2
    value = x / square

    # reverse sweep
    x_bar = two_paths_bar / square                # line 12: return x / square
    square_bar = -two_paths_bar * value / square
    return value, x_bar + 2 * square_bar * x      # line 11: square = x**2
