"""Functions that write, output arrays, views of every kind, casts: programs of a vector ``x``; see ``writing``."""

OUTPUTS = """
a = x * x
np.put(a, [0, 2], [x[1], x[3]])
return np.sum(a * x)

a = np.outer(x, x)
np.put(a, [0, 5, -1], x[:2])
return np.sum(a * a)

a = np.outer(x, x)
np.put(a, [17, 3], x[:2], mode="wrap")
return np.sum(a * a)

a = np.outer(x, x)
np.put(a, [17, 3], x[:2], mode="clip")
return np.sum(a * a)

a = x * x
np.place(a, a > 0.3, [x[0], x[1] * 2])
return np.sum(a * x)

a = x * x
np.putmask(a, x > 0, x * 3)
return np.sum(a * x)

a = np.outer(x, x)
np.putmask(a, a > 0.2, x[:3])
return np.sum(a * a)

a = x * x
v = a[1:]
v.fill(x[0])
return np.sum(a * x)

a = x * x
a.sort()
return np.sum(a * np.arange(4))

a = np.outer(x, x[::-1])
a.sort(axis=0)
return np.sum(a * np.arange(16).reshape(4, 4))

a = np.outer(x, x[::-1])
a[1].sort()
a[::2, 1].sort()
return np.sum(a * np.arange(16).reshape(4, 4))

a = x * x
a[::-1].sort()
return np.sum(a * np.arange(4))

a = x * x
a.partition(1)
return a[1] * 2 + np.sum(a)

a = np.zeros(4)
np.copyto(a, x * x, where=x > 0)
return np.sum(a * x)

a = np.zeros((3, 4))
np.copyto(a, x)
return np.sum(a * a)

a = np.empty(4)
np.add(x, x * x, out=a)
np.multiply(a, x, a)
return np.sum(a)

a = np.empty(())
np.sum(x * x, out=a)
return a * 2.0

a = np.empty(4)
np.sum(np.outer(x, x) * x, axis=0, out=a)
return np.sum(a * x)

m = np.outer(x, x)
a = np.empty(4)
m.sum(axis=1, out=a)
m.mean(0, out=m[0])
return np.sum(a * a) + np.sum(m)

m = np.outer(x, x)
np.dot(m, m + 1, out=(o := np.empty((4, 4))))
return np.sum(o)

m = np.outer(x, x)
np.cumsum(m, axis=0, out=m)
return np.sum(m * m)

m = x * x
np.cumsum(m[::-1], out=m[::-1])
return np.sum(m * x)

m = x * x
np.clip(m, 0.1, 1.0, out=m)
np.maximum(m, x, out=m)
return np.sum(m * x)

m = np.outer(x, x)
np.matmul(m, x, out=m[1])
return np.sum(m * m)

m = np.outer(x, x)
o = np.empty((4, 4))
np.einsum("ij,jk->ik", m, m + 1, out=o)
return np.sum(o)

o = np.empty(2)
np.take(x * x, [1, 2], out=o)
return np.sum(o * o)

o = np.empty((2, 4))
np.stack([x, x * x], out=o)
p = np.empty(8)
np.concatenate([x, x * x], out=p)
return np.sum(o[0] * o[1]) + np.sum(p * p)

o = np.empty(4)
r = np.sqrt(np.abs(x), out=o)
r[0] = 5.0
return np.sum(o * x)

q, r = (np.empty(4), np.empty(4))
np.divmod(x, 0.45, out=(q, r))
return np.sum(r * r)

a = x * x
np.add(a, x, out=a, where=x > 0)
return np.sum(a * a)

a = x * x
np.sqrt(a, out=a, where=a > 0.2)
return np.sum(a * a)

return np.sum(np.add.reduce(np.outer(x, x), axis=0, where=np.outer(x, x) > 0))

return np.max(x * x, where=x < 1, initial=0.0) + np.mean(x, where=x > 0)

a = np.zeros(4, dtype=complex)
a[:] = x
a *= 1j
a[0] += x[1]
return np.sum((a * np.conj(a)).real)

a = np.zeros(4, dtype=complex)
a.real = x
a.imag = x * x
return np.sum(np.abs(a) ** 2)

a = x.astype(complex)
a.imag[1:] = x[0]
a.real *= 2
r = a.real
r[0] = x[2]
return np.sum(np.abs(a) ** 2)

a = np.zeros(4, dtype=bool)
a[:] = x > 0
return np.sum(a * x)

a = (x * x)[::-1]
a[0] = x[1]
a[1:] *= x[:3]
return np.sum(a * x)

a = x * x
v = a[::-2]
v[:] = v[::-1] * x[:2]
return np.sum(a * x)

a = np.outer(x, x)
d = np.einsum("ii->i", a)
d += x
return np.sum(a * a)

a = np.outer(x, x)
d = a.diagonal()
s = np.sum(d * d)
a[0, 0] = 3.0
return s + np.sum(a)

a = np.outer(x, x)
r = a.reshape(-1)
r[::5] = x
return np.sum(a * a)

a = x * x
v = a.view()
v[0] = x[1]
return np.sum(a * a)

a = x * x
a[[0, 1]] = a[[1, 0]]
a[0], a[2] = (a[2], a[0])
return np.sum(a * np.arange(4))

a = np.outer(x, x)
a[0], a[1] = (a[1], a[0])
return np.sum(a * np.arange(16).reshape(4, 4))

a = np.outer(x, x)
a[0], a[1] = (a[1].copy(), a[0].copy())
return np.sum(a * np.arange(16).reshape(4, 4))

a = x * x
a[1:] = a[:-1]
a[1:] += a[:-1]
return np.sum(a * x)

a = x * x
a[1:] += a[:-1]
a[:-1] -= a[1:]
return np.sum(a * x)

a = x * x
a[:] = np.roll(a, 1)
return np.sum(a * x)

a = np.ones((3, 4))
a *= x
a[:, :2] += x[2:]
a[1] = a[0] + a[2]
return np.sum(a * a)

a = np.outer(x, x)
m = a > 0.5
a[m] = np.sin(a[m])
a[~m] *= 2
return np.sum(a * a)

a = np.outer(x, x)
a[0, 1] = x[0]
i = (1, 2)
a[i] += x[1]
return np.sum(a * a)

a = np.outer(x, x)
a[1][2] = x[0]
a[1:][0][1:][0] *= x[3]
return np.sum(a * a)

a = np.outer(x, x[::-1])
a.T[0] = x
a.T[1:, 0] *= 2
return np.sum(a * a)

a = np.outer(x, x).reshape(2, 2, 4)
a.swapaxes(0, 2)[1] = 5.0
a.transpose(2, 0, 1)[0] *= x[0]
return np.sum(a * a)

a = np.outer(x, x)
a.ravel()[3] = x[1]
a.T.ravel()[3] = x[1]
a.flatten()[0] = 9.0
return np.sum(a * a)

a = (x * x)[None, :, None]
np.squeeze(a)[1] = x[0]
np.expand_dims(a, 0)[0, 0, 2] = x[1]
return np.sum(a * a)

a = x * x
p, q = np.split(a, 2)
p *= x[0]
q[0] = p[1]
return np.sum(a * a)

a = np.outer(x, x)
l, r = np.hsplit(a, 2)
l += r
return np.sum(a * a)

a = x * x
np.atleast_2d(a)[0, 1] = x[0]
return np.sum(a * a)

a = x * x
b = np.asarray(a)
b[1] = x[0]
c = np.array(a)
c[0] = 9.0
d = np.array(a, copy=False) if False else a
return np.sum(a * a)

a = np.outer(x, x)
np.moveaxis(a, 0, 1)[0] = x
np.rollaxis(a, 1)[1] *= x
return np.sum(a * a)

a = np.outer(x, x)
np.flipud(a)[0] = x
np.fliplr(a)[:, 0] *= x
np.flip(a)[0] += x
np.rot90(a)[0] *= 2
return np.sum(a * a)

a = np.outer(x, x)
a[np.triu_indices(4)] = 0.5
a[np.tril_indices(4, -1)] *= x[0]
a[np.diag_indices(4)] += x
return np.sum(a * a)
"""
