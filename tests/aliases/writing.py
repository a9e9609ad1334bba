"""Subscripts of every kind that NumPy allows, written to: programs of a vector ``x``, an empty line between two."""

WRITING = """
a = x * x
a[True] = x[0] * 2
return np.sum(a**2)

a = x * x
a[True] = x * 2
return np.sum(a**2)

a = x * x
a[False] = x[0] * 2
return np.sum(a**2)

a = x * x
a[None] = x * 2
return np.sum(a**2)

a = x * x
a[()] = x * 2
return np.sum(a**2)

a = x * x
a[np.array(True)] = x * 2
return np.sum(a**2)

a = x * x
a[[]] = 3.0
return np.sum(a**2)

a = x * x
a[[]] *= x[0]
return np.sum(a**2)

a = x * x
a[x[0] > 0] = x
return np.sum(a**2)

a = x * x
a[True] *= x[0]
return np.sum(a**2)

a = x * x
a[False] *= x[0]
return np.sum(a**2)

a = x * x
a[None] *= x[0]
return np.sum(a**2)

a = x * x
a[()] *= x
return np.sum(a**2)

a = x * x
a[np.array(True)] *= x
return np.sum(a**2)

a = np.outer(x, x)
t = [slice(None)] * 2
t[1] = 2
return np.sum(a[tuple(t)] ** 2)

a = np.outer(x, x)
s = 0.0
for ax in range(2):
    t = [slice(None)] * 2
    t[ax] = slice(1, 3)
    s += np.sum(a[tuple(t)] ** 2)
return s

a = np.outer(x, x)
for ax in range(a.ndim):
    t = [slice(None)] * a.ndim
    t[ax] = slice(1, 3)
    a[tuple(t)] *= x[0]
return np.sum(a**2)

a = np.outer(x, x)
w = np.s_[1:3]
a[w] *= x
return np.sum(a**2)

a = np.outer(x, x)
a[np.ix_([0, 2], [1, 3])] *= x[:2]
return np.sum(a**2)

a = np.outer(x, x)
a[np.ix_(x > 0, [1, 3])] = x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[:, np.newaxis, x > 0.5] *= x[:, None, None]
return np.sum(a**2)

a = np.outer(x, x)
a[[0, 1], np.newaxis, [2, 3]] = x[:2, None]
return np.sum(a**2)

a = np.ones((4, 4, 4)) * x
a[[0, 1], :, [2, 3]] = x
return np.sum(a**2)

a = np.ones((4, 4, 4)) * x
a[0, :, [2, 3]] *= x
return np.sum(a**2)

a = np.ones((4, 4, 4)) * x
a[..., [2, 3], 1] *= x[:, None]
return np.sum(a**3)

a = np.outer(x, x)
a[x > 0, 1:3] = x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[1, x > 0] *= x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[np.nonzero(a > 0.1)] *= x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[np.where(a > 0.1)] = x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[a > 0.1] = x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[a > 0.1] = a[a > 0.1] * x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[np.argwhere(a > 0.1)[:, 0], 1] *= x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[tuple(np.argwhere(a > 0.1).T)] *= x[0]
return np.sum(a**2)

a = np.outer(x, x)
a[[0, 0, 1]] = x
return np.sum(a**2)

a = np.outer(x, x)
a[[0, 0, 1]] += x
return np.sum(a**2)

a = x * x
a[[0, 0, 1]] = x[:3]
return np.sum(a**2)

a = x * x
a[range(2)] *= x[0]
return np.sum(a**2)

a = x * x
v = a[True]
a[0] = 5.0 * x[1]
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[None]
a[0] = 5.0 * x[1]
v[0, 1] *= x[0]
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[()]
a[0] = 5.0 * x[1]
v[1] *= x[0]
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[...]
a[0] = 5.0 * x[1]
v[1] *= x[0]
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[0, ...]
a[0] = 5.0 * x[1]
v *= x[0]
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[0, ...]
v[...] = x[2]
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[np.array(1)]
a[1] = 5.0 * x[1]
return v**2 + np.sum(a)

a = x * x
v = a[x > 0]
a[0] = 5.0 * x[1]
v[0] *= 3.0
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[[0, 1]]
a[0] = 5.0 * x[1]
v[0] *= 3.0
return np.sum(v**2) + np.sum(a)

a = x * x
v = a[False]
a[0] = 5.0 * x[1]
return np.sum(v**2) + np.sum(a)

a = np.array(x[0])
a[...] = a * x[1]
return a**2

a = np.array(x[0])
a[()] = a * x[1]
return a**2

a = np.array(x[0])
a[True] = x[1]
return a**2

a = np.array(x[0])
a[None] = x[1]
return a**2

a = np.array(x[0])
a *= x[1]
return a**2

a = np.array(x[0])
b = a
a *= x[1]
return b**2 + a

a = np.array(x[0])
b = a[None]
a *= x[1]
return b[0] ** 2 + a

a = np.array(x[0])
a[a > 0] = x[1]
return a**2

a = np.array(x[0])
a[True] *= x[1]
return a**2

a = np.outer(x, x)
a[np.array(False)] *= 3
return np.sum(a)

a = np.outer(x, x)
a[x[0] > 0, 1] *= x[0]
return np.sum(a * a)

a = np.outer(x, x)
a[1, x[0] > 0] *= x
return np.sum(a * a)

a = np.outer(x, x)
a[bool(x[0] > 0)] *= x
return np.sum(a * a)

a = np.outer(x, x)
for i in range(4):
    a[i, x[i] > 0] *= x
return np.sum(a * a)

a = np.outer(x, x)
for i in range(4):
    a[i][x[i] > 0] = x[i]
return np.sum(a * a)

s = 0.0
for i in range(4):
    v = x[i]
    s += np.sum(v[v > 0])
return s

b = x * x
m = b[:]
b[b[0] > 0.05] = 2 * x
return np.sum(m * m)

b = x * x
m = b[:]
b[True] += 2 * x
b[None] *= x
return np.sum(m * m)

b = x * x
m = b[:]
b[True][0] = 7.0
return np.sum(m * m)

b = x * x
m = b[True]
b[0] = 7.0
return np.sum(m * m)

b = x * x
m = b[..., None]
b[0] = 7.0
m[1] = x[0]
return np.sum(m * m) + b[1]

b = x * x
i = np.array(0)
m = b[i]
b[i] = 7.0
return np.sum(m * m) + b[1]

b = np.outer(x, x)
i = np.array(0)
m = b[i]
b[i] = 7.0
return np.sum(m * m) + b[1, 1]

b = np.outer(x, x)
i = np.array(0)
m = b[i, 1:]
b[i] = 7.0
return np.sum(m * m) + b[1, 1]

b = np.outer(x, x)
i = np.array(0)
m = b[1]
b[i, i] = 7.0 * x[0]
m[i] *= 2
return np.sum(m * m) + np.sum(b * b)

b = np.outer(x, x)
i = np.int64(1)
m = b[i]
b[i] = 7.0
return np.sum(m * m) + b[1, 1]

a = x[:2] * np.ones((2, 2, 2))
np.fill_diagonal(a, x[0])
return np.sum(a**2 * np.arange(8).reshape(2, 2, 2))

a = np.outer(x, x[:2])
np.fill_diagonal(a, x)
return np.sum(a**2)
"""
