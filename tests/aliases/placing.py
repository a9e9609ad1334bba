"""Elements written to one by one: ``np.add.at`` and its kin, ``a.flat``, ``np.ndindex``; see ``writing``."""

PLACING = """
a = x * x
np.add.at(a, True, x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, None, x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, (), x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, ..., x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, [], x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, np.array([], int), x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, np.array(1), x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, x > 0.4, x[0])
return np.sum(a**2)

a = x * x
np.add.at(a, slice(1, 3), x[0])
return np.sum(a**2)

a = np.outer(x, x)
np.add.at(a, (np.array([0, 1, 0]), slice(1, 3)), x[0])
return np.sum(a**2)

a = x * x
np.multiply.at(a, np.array([0, 1, 0]), x[1])
return np.sum(a**2)

a = x * x
np.subtract.at(a, np.array([0, 1, 0]), x[1])
return np.sum(a**2)

a = x * x
np.divide.at(a, np.array([0, 1, 0]), x[1])
return np.sum(a**2)

a = x * x
np.maximum.at(a, np.array([0, 1, 0]), x[1])
return np.sum(a**2)

a = x * x
np.negative.at(a, np.array([0, 1, 0]))
return np.sum(a**3)

a = x * x
np.power.at(a, np.array([0, 1, 0]), 2.0)
return np.sum(a**3)

a = x * x
np.sin.at(a, np.array([0, 1, 0]))
return np.sum(a**3)

a = np.outer(x, x)
for idx in np.ndindex(*a.shape):
    a[idx] *= x[idx[0]]
return np.sum(a**2)

a = np.outer(x, x)
s = 0
for idx, v in np.ndenumerate(a):
    s += v * idx[0]
    a[idx[::-1]] += x[0] * v
return np.sum(a**2) + s

a = np.outer(x, x)
i = np.ix_([0, 2], [1, 3])
np.add.at(a, i, x[0])
return np.sum(a**2)

a = np.outer(x, x)
for i, j in np.ndindex(a.shape):
    a[i, j] *= x[i]
return np.sum(a**2)

s = 0
for i in np.ndindex(len(x)):
    s += x[i] ** 2
for i in np.ndindex():
    s += x[i][0]
return s

s = 0
for i, j, k, l in np.ndindex(2, 2, 3, 2):
    s += x[i] * x[j] * x[k] * x[l] * (i + j + 2 * k)
return s

s = 0
for i, j in list(np.ndindex(2, 2)):
    s += x[i] * x[j]
return s

a = np.outer(x, x)
n = 0.0
for k in np.ndindex(a.shape[:1]):
    a[k] *= x[k]
    n += a[k].sum()
return n

out = np.empty((2, 2))
for idx in np.ndindex(out.shape):
    out[idx] = x[idx[0]] * x[idx[1] + 2]
return np.sum(out**2)

a = np.outer(x, x)
a.flat[1] = x[0]
a.flat[3:5] *= x[1]
return np.sum(a**2)

a = np.outer(x, x)
a.flat = x
return np.sum(a**2)

a = np.outer(x, x)
a.flat[[1, 2]] = x[0]
return np.sum(a**2) + a.flat[5]

a = np.zeros((4, 4))
a.flat[::5] = x
return np.sum(a**3)

a = np.outer(x, x)
np.multiply.at(a, (np.array([0, 1, 0]), np.array([1, 1, 1])), x[1])
return np.sum(a**2)

a = np.outer(x, x)
np.sin.at(a, [0, 1, 0])
return np.sum(a**2)

a = np.outer(x, x)
np.power.at(a, np.array([[0, 1], [1, 0]]), 2)
return np.sum(a**2)

a = np.outer(x, x)
np.negative.at(a, a > 0.1)
return np.sum(a**3)

a = np.outer(x, x)
np.multiply.at(a, np.s_[1:3, 1], x[:2])
return np.sum(a**3)

a = x * x
np.divide.at(a, 1, x[0])
return np.sum(a**3)

a = x * x
np.maximum.at(a, [0, 0, 1], x[:3])
np.minimum.at(a, slice(0, 2), x[1])
np.hypot.at(a, [2], x[0])
return np.sum(a**3)

a = np.outer(x, x)
np.multiply.at(a, np.array([0, 1, 0]), np.array([x[0:1], x[1:2], x[2:3]]))
return np.sum(a**2)

a = np.outer(x, x)
v = a[1:]
np.multiply.at(a, np.array([0, 1, 0]), np.array([x[0:1], x[1:2], x[2:3]]))
return np.sum(a**2) + np.sum(v)

a = np.outer(x, x)
v = a[1]
a.flat[4] = x[0]
a.flat[-1] *= 2
a.flat[5:7] = x[2:]
a.flat[a.flatten() > 0.5] = 0.1
return np.sum(v**2) + np.sum(a)

a = np.outer(x, x)
a.flat = 1.5 * x
return np.sum(a**2) + np.mean(a.flat) + len(a.flat)

a = np.outer(x, x)
n = a.shape[0]
a.flat[:: n + 1] += x[0]
return np.sum(a**2)

a = x * x
s = 0
for v in a.flat:
    a[-1] += v
    s += v
return s

a = np.outer(x, x)
s = 0
for i in range(16):
    s += a.flat[i] * a.flat[-i]
for i in range(4):
    a.flat[i] = a.flat[i + 1] * x[0]
return s + a.sum()
"""
