"""Queues, slices with steps, lists that change while one goes through them: programs of a vector ``x``."""

LISTS = """
q = deque(maxlen=3)
s = 0.0
for v in x:
    q.append(v * v)
    s += sum(q) / len(q) * q[0]
return s

n = 2
q = deque([0.0] * n, maxlen=n)
s = 0.0
for v in x:
    s += q[0] * v
    q.append(v * v)
return s

q = deque(maxlen=2)
for v in x:
    if v > 0:
        q.append(v)
    else:
        q.extendleft([v, v * v])
q.rotate()
return q[0] * 3 + q[1]

q = deque(maxlen=2)
q.append(x)
q.append(x * 2)
q.append(x * x)
return np.sum(q[0] * q[1])

q = deque(maxlen=len(x) - 1)
for v in x:
    q.append(v)
q.pop()
q.appendleft(x[0])
q.appendleft(x[3])
return sum((v * v * k for k, v in enumerate(q)))

q = deque(maxlen=3)
for v in x:
    q.append((v, v * v))
return sum((a * b for a, b in q))

class Avg:
    def __init__(self, n):
        self.q = deque(maxlen=n)
    def push(self, v):
        self.q.append(v)
        return sum(self.q) / len(self.q)
m = Avg(2)
return sum((m.push(v) ** 2 for v in x))

a = deque(maxlen=2)
b = deque(maxlen=3)
for v in x:
    a.append(v)
    b.append(v * v)
return sum(a) * sum(b)

l = [x[0]]
for v in l:
    if len(l) < 5:
        l.append(v * x[1])
return sum(l)

l = list(x)
for v in l:
    if v < 0.6:
        l.remove(v)
return sum((v * v for v in l))

q = [(0, 1.0)]
s = 0.0
for i, w in q:
    if i < 3:
        q.append((i + 1, w * x[i]))
        q.append((i + 2, w * x[i] * 0.5))
    else:
        s += w
return s

l = list(x)
for i, v in enumerate(l):
    if i < 6:
        l.append(v * v)
    if i == 3:
        break
return sum(l)

l = list(x)
s = 0.0
for v in l:
    s += v * len(l)
    del l[-1]
return s

l = [x * k for k in range(4)]
l[::2] = [x, x * x]
return np.sum(l[0] * l[2] + l[1])

l = [0.0] * 8
l[::2] = x
l[1::2] = x * x
return sum((v * k for k, v in enumerate(l)))

l = list(x)
del l[-1::-2]
l[::-1] = [l[0], l[1] * 2]
return l[0] * 3 + l[1]

l = list(x)
n = 2
l[::n] = (v * v for v in l[::n])
return sum(l)

l = list(x)
l[0:2:1] = [x[3]]
return sum(l) * l[0]

qs = [deque(maxlen=2), [x[0]]]
for v in x:
    for q in qs:
        q.append(v)
return sum((sum(q) ** 2 for q in qs))

class Avg:
    def __init__(self, n):
        self.q = deque(maxlen=n)
    def push(self, v):
        self.q.append(v)
        return sum(self.q) / len(self.q)
m = Avg(2)
k = Avg(2)
return sum((m.push(v) ** 2 + k.push(v) for v in x))

qs = [deque(maxlen=2) for _ in range(3)]
for v in x:
    for q in qs:
        q.append(v)
return sum((sum(q) ** 2 for q in qs))

items = [0.5, x[0]]
for _ in itertools.takewhile(lambda v: v < 9.0, items):
    if len(items) < 6:
        items.append(items[-1] * 0.5)
return sum(items)
"""
