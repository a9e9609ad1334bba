"""The garbage collector rests while a derivative is made, and runs again afterwards as it did before."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

import srcad
from srcad import pipeline
from srcad.collector import collector_rests
from srcad.errors import NotDifferentiable


@pytest.fixture(params=[True, False], ids=["runs", "rests"])
def ran(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the collector runs when a test begins."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


def test_it_rests_while_a_derivative_is_made(ran: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRCAD_CACHE", "0")
    seen = []
    finish = pipeline.finish

    def watched(*arguments: object) -> object:
        seen.append(gc.isenabled())
        return finish(*arguments)

    monkeypatch.setattr(pipeline, "finish", watched)
    assert srcad.grad(lambda x: x * x * x)(2.0) == 12.0
    assert seen == [False]
    assert gc.isenabled() is ran


def test_it_runs_again_after_a_refusal(ran: bool) -> None:
    def f(x: float) -> float:
        exec("y = x")
        return x

    with pytest.raises(NotDifferentiable):
        srcad.grad(f)(2.0)
    assert gc.isenabled() is ran


def test_the_last_thread_that_ends_lets_it_run(ran: bool) -> None:
    opened, may_end = threading.Event(), threading.Event()

    def other() -> None:
        with collector_rests():
            opened.set()
            may_end.wait()

    thread = threading.Thread(target=other)
    with collector_rests():
        thread.start()
        opened.wait()
    assert not gc.isenabled()
    may_end.set()
    thread.join()
    assert gc.isenabled() is ran
