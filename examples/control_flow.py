"""A tour of control flow: exits, ``match``, decorators and closures, recursion, functions chosen at run time."""

import functools
import math

import srcad


def escape_time(c: float, limit: int):
    """Iterate ``z -> z * z + c`` until it escapes, settles, or the patience is at an end."""
    z, steps = 0.0, 0
    while True:
        previous, z = z, z * z + c
        steps += 1
        if abs(z) > 2.0:
            return z / steps
        if abs(z - previous) < 1e-9:
            break
        if steps == limit:
            z = 0.5 * (z + previous)
            break
    return z


def drag(speed: float, body: str):
    """Return the force of the air on a body of known shape."""
    match body:
        case "ball" | "sphere":
            coefficient = 0.47
        case "plate":
            coefficient = 1.28
        case "drop" if speed > 10.0:
            coefficient = 0.04 + 0.001 * (speed - 10.0)
        case _:
            coefficient = 1.0
    return 0.5 * coefficient * speed**2


def twice(f):
    """Return the function that applies ``f`` two times."""

    @functools.wraps(f)
    def applied(y):
        return f(f(y))

    return applied


def composed(x: float):
    """Apply decorated closures, which capture ``x`` and count what they do."""
    total = 0.0

    @twice
    def damped(y):
        nonlocal total
        total += y
        return x * math.tanh(y)

    return damped(x) + total


def chebyshev(n: int, x: float):
    """Return the Chebyshev polynomial of degree ``n`` by its recurrence."""
    if n < 2:
        return x if n else 1.0
    return 2.0 * x * chebyshev(n - 1, x) - chebyshev(n - 2, x)


def layered(x: float, kinds: str):
    """Apply a function for each letter of ``kinds``."""
    functions = {"s": math.sin, "t": math.tanh, "q": lambda y: y * y}
    for kind in kinds:
        x = functions[kind](x + 0.5)
    return x


escape_time_grad = srcad.value_and_grad(escape_time)
drag_grad = srcad.value_and_grad(drag)
composed_grad = srcad.value_and_grad(composed)
chebyshev_grad = srcad.value_and_grad(chebyshev, argnums=1)
layered_grad = srcad.value_and_grad(layered)


def main():
    for derivative, arguments in (
        (escape_time_grad, (0.5, 50)),
        (escape_time_grad, (-0.6, 50)),
        (drag_grad, (12.0, "drop")),
        (composed_grad, (1.2,)),
        (chebyshev_grad, (5, 0.3)),
        (layered_grad, (0.8, "sqt")),
    ):
        value, slope = derivative(*arguments)
        print(f"{derivative.__name__}{arguments} = {value:.12f}, slope {slope:.12f}")


if __name__ == "__main__":
    main()
