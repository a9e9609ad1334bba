# Gradient of `smooth` (examples/smooth.py:10) with respect to `u`.
# Written by srcad. To regenerate: srcad transpile examples/smooth.py:smooth


def smooth_grad(u, n, *, smooth_bar=1.0):
    u = u.copy()                           # smooth() writes to it; the caller keeps the original
    for _ in range(n):
        u[1:-1] = 0.5 * (u[:-2] + u[2:])

    # reverse sweep
    u_bar = smooth_bar * 2 * u  # line 13: return np.sum(u**2)
    for _ in range(n):
        g = 0.5 * u_bar[1:-1]   # line 12: u[1:-1] = 0.5 * (u[:-2] + u[2:])
        u_bar[1:-1] = 0.0
        u_bar[2:] += g
        u_bar[:-2] += g
    return u_bar
