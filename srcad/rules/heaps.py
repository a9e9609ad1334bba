"""Heaps in lists, as the module ``heapq`` keeps them: the smallest item first, each before its two children."""

from __future__ import annotations

from srcad.rules.declare import Number
from srcad.rules.meanings import means


@means("heapq.heappush", "_heapq.heappush")
def heappush(heap: Number, item: Number) -> None:
    """Put an item in."""
    heap.append(item)
    rise(heap, 0, len(heap) - 1)


@means("heapq.heappop", "_heapq.heappop")
def heappop(heap: Number) -> Number:
    """Take the smallest item out."""
    last = heap.pop()
    if len(heap) == 0:
        return last
    smallest = heap[0]
    heap[0] = last
    sink(heap, 0)
    return smallest


@means("heapq.heapreplace", "_heapq.heapreplace")
def heapreplace(heap: Number, item: Number) -> Number:
    """Take the smallest item out, and put one in."""
    smallest = heap[0]
    heap[0] = item
    sink(heap, 0)
    return smallest


@means("heapq.heappushpop", "_heapq.heappushpop")
def heappushpop(heap: Number, item: Number) -> Number:
    """Put an item in, and take the smallest one out."""
    if len(heap) > 0 and heap[0] < item:
        return heapreplace(heap, item)
    return item


@means("heapq.heapify", "_heapq.heapify")
def heapify(x: Number) -> None:
    """Make a heap of a list."""
    for k in range(len(x) // 2):
        sink(x, len(x) // 2 - 1 - k)


@means("heapq.nsmallest")
def nsmallest(n: int, iterable: Number, key: Number = None) -> Number:
    """Return the smallest items, in order."""
    return sorted(iterable, key=key)[: max(n, 0)]


@means("heapq.nlargest")
def nlargest(n: int, iterable: Number, key: Number = None) -> Number:
    """Return the largest items, the largest first."""
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]


def rise(heap: Number, start: int, place: int) -> None:
    """Move an item up until its parent is no larger."""
    item = heap[place]
    while place > start:
        parent = (place - 1) // 2
        above = heap[parent]
        if not item < above:
            break
        heap[place] = above
        place = parent
    heap[place] = item


def sink(heap: Number, place: int) -> None:
    """Move smaller children up until there are none, and an item from there to where it belongs."""
    start = place
    item = heap[place]
    child = 2 * place + 1
    while child < len(heap):
        if child + 1 < len(heap) and not heap[child] < heap[child + 1]:
            child = child + 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    rise(heap, start, place)
