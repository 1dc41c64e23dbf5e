"""Fields whose names an outsider chooses: "@name" is what one is called, "@value" what it holds."""

import pytest

from goatherd.attack.events.given import Given
from goatherd.attack.events.noun import DoesNotFit, Input


def test_names_of_parameters_and_of_fields_in_documents():
    given = Given(
        {
            Input("query", "id"): "1",
            Input("query", "@name"): "a.b",
            Input("body", "user.@name"): "a.b",
            Input("body", "user.@value"): "c",
        }
    )
    assert given.flat("query") == {"id": "1", "a.b": "1"}
    assert given.document("body") == {"user": {"a.b": "c"}}


def test_a_value_alone_has_some_name():
    assert list(Given({Input("form", "@value"): "x"}).texts("form").values()) == ["x"]


@pytest.mark.parametrize("name", ["", None, 1])
def test_a_name_is_text(name):
    with pytest.raises(DoesNotFit):
        Given({Input("body", "@name"): name})
