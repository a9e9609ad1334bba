"""NumPy as people write it: one expression each, of a vector ``x``, a matrix ``m`` or a float ``s``.

``PLAIN`` holds what is smooth at the points of the test. ``c`` is a constant matrix of the shape of ``m``.
"""

VECTOR = """
np.sum(x * x)
np.sum(np.exp(x) / (1.0 + np.exp(x)))
np.sum(np.exp2(x) + np.expm1(x))
np.sum(np.log(x + 3.0) + np.log2(x + 3.0) + np.log10(x + 3.0) + np.log1p(x * x))
np.sum(np.sqrt(x + 3.0) + np.cbrt(x + 3.0))
np.sum(np.square(x) + np.reciprocal(x + 3.0))
np.sum(np.sin(x) * np.cos(x) + np.tan(x))
np.sum(np.arcsin(x / 3.0) + np.arccos(x / 3.0) + np.arctan(x))
np.sum(np.sinh(x) + np.cosh(x) + np.tanh(x))
np.sum(np.arcsinh(x) + np.arccosh(x + 4.0) + np.arctanh(x / 3.0))
np.sum(np.deg2rad(x) + np.degrees(x))
np.sum(np.abs(x) + np.fabs(x))
np.sum(-x + (+x) * 3.0)
np.sum(x**2 + x**3 + x**-1 + (x + 3.0) ** 0.5)
np.sum(2.0**x + np.float_power(x + 3.0, 1.5) + np.power(x + 3.0, 2.5))
np.sum((x + 3.0) ** x)
np.sum(np.maximum(x, 0.3) + np.minimum(x, 0.2) + np.fmax(x, 0.1) + np.fmin(x, 0.4))
np.sum(np.clip(x, -0.5, 0.7))
np.sum(x.clip(-0.5, 0.7))
np.sum(np.where(x > 0, x * x, np.sin(x)))
np.sum(np.where(x > 0, x, 0.0) * x)
np.sum(np.hypot(x, 2.0) + np.arctan2(x, 2.0) + np.arctan2(2.0, x))
np.sum(np.logaddexp(x, 1.0) + np.logaddexp(x, -x))
np.sum(np.sign(x) * x + np.floor(x) * x + np.ceil(x) * x)
np.sum(x % 0.7 + np.mod(x, 0.9) + np.fmod(x, 0.8))
np.mean(x) * np.sum(x)
np.sum(np.ix_(x, x * x)[0] * np.ix_(x, x * x)[1] * x)
np.sum(np.outer(x, x)[np.ix_([0, 0], x > 0.0)])
np.histogram(x, 3)[1] @ np.arange(4.0)
np.prod(x)
np.max(x) * np.min(x)
np.var(x) + np.std(x)
np.var(x, ddof=1) + np.std(x, ddof=1)
np.sum(np.cumsum(x) ** 2)
x.sum() * x.mean() + x.max() - x.min() + x.prod() + x.var() + x.std() + x.cumsum().sum()
np.dot(x, x) + np.inner(x, np.sin(x)) + x @ x
np.sum(np.outer(x, np.sin(x)) ** 2)
np.einsum("i,i->", x, np.sin(x)) + np.einsum("i->", x)
np.sum(np.einsum("i,j->ij", x, x) ** 2)
np.tensordot(x, np.sin(x), axes=1)
np.sum(x.reshape(2, 2) @ x.reshape(2, 2))
np.sum(np.reshape(x, (2, -1)).T @ np.ravel(x).reshape((2, 2)))
np.sum(np.expand_dims(x, 0) * np.expand_dims(x, 1))
np.sum(x[:, None] * x[None, :] * np.arange(16.0).reshape(4, 4))
np.sum(np.squeeze(x[None, :, None]) ** 2)
np.sum(np.broadcast_to(x, (3, 4)) * np.arange(12.0).reshape(3, 4))
np.sum(np.concatenate((x, np.sin(x))) ** 2)
np.sum(np.concatenate([x, x[:2], x[::-1]]) ** 2)
np.sum(np.stack((x, np.sin(x))) ** 2 * 3.0)
np.sum(np.stack([x, x * x], axis=1)[:, 1] ** 2)
np.sum(np.vstack((x, x * x)) ** 2) + np.sum(np.hstack([x, x * x]) ** 3)
np.sum(np.tile(x, 3) * np.arange(12.0)) + np.sum(np.repeat(x, 2) * np.arange(8.0))
np.sum(np.flip(x) * np.arange(4.0)) + np.sum(np.roll(x, 1) * x)
np.sum(np.split(x, 2)[0] * np.split(x, 2)[1])
np.sum(np.array([x[0], x[1] * x[2], 1.0]) ** 2)
np.sum(np.asarray(x) ** 2)
np.sum(np.array([[x[0], x[1]], [x[2], x[3]]]) @ np.array([1.0, 2.0]))
np.sum(x[1:] - x[:-1]) ** 2 + np.sum((x[2:] - 2.0 * x[1:-1] + x[:-2]) ** 2)
np.sum(x[::2] * x[1::2]) + np.sum(x[::-1] * np.arange(4.0))
x[0] * x[1] + x[-1] ** 2
np.sum(x[np.array([0, 0, 3])] ** 2)
np.sum(x[x > 0] ** 2)
np.sum(x[[2, 1]] * np.array([1.0, 5.0]))
np.sum(x[np.argsort(x)] * np.arange(4.0))
x[np.argmax(x)] * x[np.argmin(x)]
np.sum(np.zeros_like(x) + x * np.ones_like(x) * np.full_like(x, 2.0))
np.sum(x * np.ones(4) + np.zeros(4) * x)
np.sum(x * np.arange(len(x)) + x * np.linspace(0.0, 1.0, x.size))
np.sum(x.T * x.copy().astype(float)) / x.shape[0]
np.sum(np.diag(x) @ x) + np.trace(np.outer(x, x))
sum(x) + max(x) * min(x) + abs(x[0])
sum([v * v for v in x])
len(x) * x[0] + float(x[1]) * x[2]
(x[0] if x[0] > 0 else -x[0]) * x[1]
math.sin(x[0]) * math.exp(x[1]) + math.sqrt(x[2] + 5.0)
np.real(x[0] * (1.0 + 2.0j)) + np.imag(x[1] * (1.0 + 2.0j))
np.sum(np.abs(x * (1.0 + 2.0j)) ** 2)
np.sum(np.real(np.exp(1j * x)))
np.sum(np.conj(x + 2j * x) * (x - 1j)).real
np.sum(np.transpose(np.outer(x, np.ones(3)))[1] * x)
np.swapaxes(np.outer(x, np.array([1.0, 2.0])), 0, 1)[1] @ x
np.moveaxis(np.outer(x, np.array([1.0, 2.0])), 0, 1)[0] @ x
np.logaddexp(x, 0.0).sum() - (np.log(np.sum(np.exp(x))) + 0.0)
np.sum(np.maximum(x, np.roll(x, 1)))
round(float(np.sum(x)), 2) * x[0] + x[1]
int(x[0]) * x[1] + bool(x[0]) * x[2]
divmod(x[0] + 7.0, 2.0)[1] * x[1]
pow(x[0], 3) + pow(x[1] + 3.0, x[2])
min(x[0], x[1], 2.0) * max(x[2], x[3], -4.0)
""".strip().splitlines()

MATRIX = """
np.sum(m * c)
np.sum(m.sum(axis=0) ** 2) + np.sum(np.sum(m, axis=1, keepdims=True) * m)
np.sum(np.mean(m, axis=0) ** 2) + np.sum(m.mean(axis=1) ** 3)
np.sum(np.max(m, axis=0) ** 2) + np.sum(np.min(m, axis=1, keepdims=True) * m)
np.sum(np.var(m, axis=0)) + np.sum(np.std(m, axis=1, ddof=1))
np.sum(np.prod(m, axis=1)) + np.prod(m[:2, :2])
np.sum(np.cumsum(m, axis=1) ** 2) + np.sum(np.cumsum(m) ** 2)
np.sum(m @ m.T) + np.sum(m.T @ c) + np.sum(np.dot(m, np.arange(4.0)) ** 2)
np.sum(np.matmul(m, c.T) ** 2)
np.sum(np.arange(3.0) @ m * m[0])
np.einsum("ij,ij->", m, c) + np.einsum("ij->", m) + np.sum(np.einsum("ij,kj->ik", m, c) ** 2)
np.sum(np.einsum("ij->j", m) ** 2) + np.einsum("ii->", m[:, :3])
np.sum(np.tensordot(m, c, axes=((1,), (1,))) ** 2) + np.tensordot(m, c, axes=2)
np.trace(m @ c.T)
np.sum(m.T.reshape(-1) * np.arange(12.0)) + np.sum(m.ravel() ** 2)
np.sum(m.transpose() @ m) + np.sum(np.transpose(m, (1, 0)) * c.T)
np.sum(np.swapaxes(m, 0, 1) * c.T) + np.sum(np.moveaxis(m, 0, -1) * c.T)
np.sum(m[1] * m[:, 1][0]) + m[0, 1] * m[-1, -1]
np.sum(m[1:, ::2] ** 2) + np.sum(m[..., 0] * m[:, 3])
np.sum(m[np.array([0, 2, 0]), np.array([1, 1, 1])] ** 2)
np.sum(m[m > 0.0] * 2.0)
np.sum((m - m.mean(axis=0)) / (m.std(axis=0) + 1.0))
np.sum(m * m[:, :1] + m * m[:1, :])
np.sum(np.concatenate((m, c), axis=1) ** 2) + np.sum(np.concatenate((m, m[:1]), axis=0) ** 3)
np.sum(np.stack([m, c], axis=2)[..., 0] * c)
np.sum(np.vstack((m, m)) ** 2 * 2.0) + np.sum(np.hstack((m, c)) ** 2)
np.sum(np.tile(m, (2, 1))[:4] ** 2) + np.sum(np.repeat(m, 2, axis=0)[1::2] * c)
np.sum(np.flip(m, 1) * c) + np.sum(np.roll(m, 1, axis=0) * c)
np.sum(np.split(m, 2, axis=1)[0] ** 2)
np.sum(np.exp(m - np.max(m, axis=1, keepdims=True)) / 3.0)
np.sum(np.exp(m) / np.sum(np.exp(m), axis=1, keepdims=True) * c)
-np.sum(c * (m - np.log(np.sum(np.exp(m), axis=1, keepdims=True))))
np.sum([row @ row for row in m])
np.sum(np.broadcast_to(m[0], m.shape) * c)
np.sum(np.inner(m, m) ** 2)
np.sum(np.squeeze(m[None]) * c) + np.sum(np.expand_dims(m, 1)[:, 0] ** 2)
np.sum(np.maximum(m, c) * np.minimum(m, 0.1))
np.sum(np.where(c > 0, np.log(np.where(c > 0, m * m + 1.0, 1.0)), 0.0))
np.sum(np.tril(m[:, :3]) @ np.triu(m[:, 1:]))
np.sum(m.flatten() * np.arange(12.0)) / m.size
np.sum(np.matmul(np.stack([m, c]), np.stack([c.T, m.T])) ** 2)
np.sum(np.stack([m, c]) @ m.T)
""".strip().splitlines()

SCALAR = """
s * s
s**2 + s**3 + 2.0**s + s**0.5 + s**-2
(s + 1.0) / (s * s + 2.0) - s
-s + (+s)
abs(s) * s
math.sin(s) * math.cos(s) + math.tan(s)
math.exp(s) + math.log(s) + math.log(s, 3.0) + math.log2(s) + math.log10(s) + math.log1p(s) + math.expm1(s)
math.sqrt(s) + math.pow(s, 2.5) + math.hypot(s, 2.0) + math.atan2(s, 2.0)
math.asin(s / 3.0) + math.acos(s / 3.0) + math.atan(s)
math.sinh(s) + math.cosh(s) + math.tanh(s) + math.asinh(s) + math.acosh(s + 1.0) + math.atanh(s / 3.0)
math.erf(s) + math.erfc(s) + math.gamma(s) + math.lgamma(s)
math.degrees(s) + math.radians(s) + math.fabs(s) + math.fmod(s, 0.4) + math.copysign(s, -1.0)
math.floor(s) * s + math.ceil(s) * s + math.trunc(s) * s
np.sin(s) * np.exp(s) + np.log(s) + np.sqrt(s) + np.tanh(s)
np.maximum(s, 0.5) * np.minimum(s, 3.0) + np.clip(s, 0.0, 2.0)
np.where(s > 1.0, s * s, s)
float(s) * 2.0 + max(s, 0.1) * min(s, 5.0)
np.sum(np.array([s, s * s, 1.0]) ** 2) + np.sum(np.full(3, s) ** 2)
np.sum(np.arange(3.0) * s) + np.sum(s * np.ones((2, 3)))
np.sum(np.linspace(0.0, 1.0, 4) ** s)
s // 0.4 * s + s % 0.4
(s > 1.0 and s * 2.0) or s
s if s > 1.0 else -s
np.array(s) * s
np.float64(s) * s
sum((s, s * s, 2.0)) + sum([s, s])
(lambda t: t * s)(s + 1.0)
[s, s * s, 3.0][1] * (s, 2.0 * s)[-1]
{"a": s, "b": s * s}["b"] * s
complex(s, 1.0).real * s + abs(complex(s, 2.0))
""".strip().splitlines()
