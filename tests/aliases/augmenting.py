"""``op=`` of names that begin as numbers and become arrays: programs of a vector ``x``; see ``writing``."""

AUGMENTING = """
s = 0.0
for k in range(3):
    s += x * k
return np.sum(s * s)

s = 0.0
n = 0
while n < 3:
    s -= x
    n += 1
    if n == 2:
        s *= x[0]
return np.sum(s * s)

s = 1.0
for k in range(3):
    s *= x
return np.sum(s)

s = 1.0
for k in range(3):
    s /= x
return np.sum(s)

total = 0
for row in np.outer(x, x):
    total += row**2
return np.dot(total, x)

out = []
for j in range(2):
    s = 0.0
    for k in range(3):
        s += x * k * j
    out.append(s)
return np.sum(out[0] * x) + np.sum(out[1] ** 2)

s = 0.0
for k in range(3):
    s += x * k
    t = s * 2.0
return np.sum(s * t)

s = 0.0
for k in range(3):
    s += np.outer(x, x) * k
return np.sum(s @ s)

s = np.float32(0)
for k in range(2):
    s += x
return np.sum(s)
"""
