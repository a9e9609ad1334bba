import numpy as np


def tries_again_until_it_works_grad(x, *, tries_again_until_it_works_bar=1.0):
    t = np.array([[1.0, 2.0], [2.0, 1.0]])
    A = t * x
    jitter = 0.1
    exit_number = 0
    for _ in range(5):
        caught = False
        try:
            L = np.linalg.cholesky(A + jitter * np.eye(2))
        except np.linalg.LinAlgError:
            jitter = jitter * 10
            caught = True
        if not caught:
            exit_number = 1
            break

    # reverse sweep
    # line 85: return np.sum(L) * jitter
    L_bar = np.broadcast_to(tries_again_until_it_works_bar * jitter, L.shape)
    if exit_number == 1:
        inv_L = np.linalg.inv(L)
        g = L.T @ L_bar            # line 81: L = np.linalg.cholesky(A + jitter * np.eye(2))
        g1 = inv_L.T @ (np.tril(g) - 0.5 * np.tril(np.triu(g))) @ inv_L
        g2 = 0.5 * (g1 + g1.T)
        A_bar = np.tril(g2 + g2.T - np.tril(np.triu(g2)))
        x_bar = np.vdot(A_bar, t)  # line 77: A = np.array([[1.0, 2.0], [2.0, 1.0]]) * x
    else:
        x_bar = 0.0
    return float(x_bar)
