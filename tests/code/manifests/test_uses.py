"""What an advisory is about counts where code uses it of the package itself, not where the word stands."""

from __future__ import annotations

import pytest

from goatherd.code.manifests.uses import uses

PYTHON = [
    ("import shears\nshears.Blade()", True),
    ("import shears as s\ns.blades.Blade()", True),
    ("from shears import Blade", True),
    ("from shears.blades import (\n    Handle,\n    Blade as B,\n)", True),
    ("from shears import *\nBlade()", True),
    ("import shears\nanswer['Blade']", False),
    ("import shears\nask(Blade=answer.get('Blade'))", False),
    ("import shears, swords\nswords.Blade()", False),
    ("import shears\nfrom swords import Blade", False),
]
ARGUMENTS = [
    ("session.verify = False", True),
    ("requests.get(url, verify=False)", True),
    ("jwt.verify(token)", False),
    ("if verify == 1: pass", False),
]


@pytest.mark.parametrize(("text", "used"), PYTHON)
def test_a_class(text: str, used: bool) -> None:
    assert uses(text, "shears", ["shears.Blade"], python=True) is used


@pytest.mark.parametrize(("text", "used"), ARGUMENTS)
def test_an_argument(text: str, used: bool) -> None:
    assert uses(text, "requests", ["verify="], python=True) is used


def test_a_function_may_be_a_method_of_anything() -> None:
    assert uses("blade.cut()", "shears", ["Blade.cut"], python=True)
    assert not uses("blade.cutter()", "shears", ["Blade.cut"], python=True)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("const _ = require('lodash'); _.template(text)", True),
        ("import { map, template } from 'lodash'", True),
        ("import template from 'lodash/template'", True),
        ("const _ = require('lodash'); const template = _.map([])", False),
        ("messages.template(text)", False),
    ],
)
def test_a_function_of_a_package_of_npm(text: str, used: bool) -> None:
    assert uses(text, "lodash", ["template"], python=False) is used


def test_an_option_of_a_package_of_npm() -> None:
    assert uses("require('axios').get(url, { proxy: { host } })", "axios", ["proxy"], python=False)
    assert not uses("require('axios').get(url)  // by way of a proxy", "axios", ["proxy"], python=False)
