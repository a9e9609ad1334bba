"""What the static path cannot follow is refused at its place."""

from __future__ import annotations

import pytest

from srcad.cli.modules import Choices, Failed, derive_module, plan_modules
from srcad.source.static import Project
from tests.static_package import refused

FUNCTIONS = {
    "looks_up_a_method_of_an_object_outside": "call of a function that is not known",
    "makes_a_class.uses_the_class": "class Rate stands in a function",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_refused_with_a_location(name: str) -> None:
    project = Project()
    (planned,) = plan_modules([f"{refused.__file__}:{name}"], project)
    with pytest.raises(Failed) as caught:
        derive_module(planned, project, Choices())
    assert any(FUNCTIONS[name] in str(error) for error in caught.value.errors)
    assert all(error.location is not None for error in caught.value.errors)
