"""Subscripts of every kind that NumPy allows, read: programs of a vector ``x``, an empty line between two."""

READING = """
b = np.sum(x) * 1.0
return np.sum((1.0 * np.array(b))[True] ** 2)

return np.sum(x[True] ** 2)

return np.sum(x[False] ** 2) + x[0] ** 2

return np.sum(x[None] ** 2)

return np.sum(x[()] ** 2)

return np.sum(x[...] ** 2)

return np.sum(x[np.array(True)] ** 2)

return np.sum(x[np.True_] ** 2)

return np.sum(x[[]] ** 2) + x[0] ** 2

return np.sum(x[x[0] > 0] ** 2)

return np.sum(x[bool(x[0] > 0)] ** 2)

i = np.array(2)
return x[i] ** 2

i = np.array([[1]])
return np.sum(x[i] ** 2)

a = np.array(x[0])
return np.sum(a[True] ** 2) + np.sum(a[None] ** 2) + a[()] ** 2 + np.sum(a[...] ** 2)

a = np.outer(x, x)
t = tuple((k % 4 for k in (1, 6)))
return a[t] ** 2

a = np.outer(x, x)
return np.sum(a[np.s_[1:3, ::2]] ** 2)

a = np.outer(x, x)
w = np.s_[..., None, 1]
return np.sum(a[w] ** 2)

a = np.outer(x, x)
return np.sum(a[np.index_exp[1:3, 1]] ** 2)

a = np.outer(x, x)
return np.sum(a[np.ix_([0, 2], [1, 3])] ** 2)

a = np.outer(x, x)
return np.sum(a[np.newaxis, [0, 1], :, np.newaxis] ** 2)

a = np.outer(x, x)
return np.sum(a[[0, 1], np.newaxis, [2, 3]] ** 2 * np.array([[1.0], [2.0]]))

a = np.outer(x, x)
return np.sum(a[:, np.newaxis, x > 0.5] ** 2 * x[:, None, None])

a = np.ones((4, 4, 4)) * x
return np.sum(a[0, :, [2, 3]] * x) ** 2

a = np.ones((4, 4, 4)) * x
return np.sum(a[..., [2, 3], 1] * x[:, None]) ** 2

a = np.outer(x, x)
return np.sum(a[True, 1] ** 2)

a = np.outer(x, x)
return np.sum(a[1, True] ** 2)

a = np.outer(x, x)
return np.sum(a[..., True] ** 2)

a = np.outer(x, x)
return np.sum(a[x > 0, 1] ** 2)

a = np.outer(x, x)
return np.sum(a[x > 0, 1:3] ** 2)

return np.sum(x[[True, False, True, True]] ** 2)

return np.sum(x[[0, -1]] ** 2)

a = np.outer(x, x)
return np.sum(a[[0, 1], [1, 0]] ** 2)

a = np.outer(x, x)
return np.sum(a[[[0, 1], [1, 0]]] ** 2)

s = np.sum(x)
return np.sum(s[True] ** 2)

s = np.sum(x)
return np.sum(s[False] ** 2) + s

s = np.sum(x)
return np.sum(s[None] ** 2) + s

s = np.sum(x)
return np.sum(s[...] ** 2) + s

s = np.sum(x)
return s[()] ** 2 + s

s = np.sum(x)
return np.sum(s[None, None] ** 2) + s

s = x[0]
return np.sum(s[None, ...] * x)

s = x[0]
return np.sum(s[np.newaxis] * x)

s = x[0] * x[1]
return np.sum(s[s > 0] * x)

return np.sum(np.outer(x, x)[np.array(True), 1] * x)

return np.sum(np.outer(x, x)[np.array(True), x > 0] * x[x > 0, None])

s = 0
for i, j, k, l in itertools.product(x, x, range(2), [1.0, 3.0]):
    s += i * j * k * l
return s

s = 0
for (i,), v in np.ndenumerate(x):
    s += i * v**2
return s

return sum((v**2 for i, v in np.ndenumerate(x) if i[0] > 1))

a = x * x
s = 0.0
for v in a.flat:
    s += v**3
return s

a = np.outer(x, x)
s = 0
for k, v in enumerate(a.flat):
    s += k * v
return s + sum(a.flat) + max(a.flat)

a = np.outer(x, x).T
f = a.flat
return f[3] * f[1] + np.sum(f[2:4]) + np.array(a.flat)[3]

a = np.outer(x, x)
s = 0
for u, v in zip(a.flat, x):
    s += u * v
return s
"""
