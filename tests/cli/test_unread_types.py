"""A type of a service that runs or exposes functions, and that is not read, makes a scan incomplete."""

from __future__ import annotations

import pytest

WEB = """\
Resources:
  Shop: {Type: AWS::Lambda::WebFunction, Properties: {FunctionName: shop}}
  Door:
    Type: AWS::Lambda::WebFunctionEndpoint
    Properties: {FunctionName: !Ref Shop, EndpointName: live, EndpointType: HomeRegion, AuthType: ApplicationManaged}
"""


def test_the_open_door_of_a_web_function_is_found(goatherd, root):
    (root / "template.yaml").write_text(WEB)
    run = goatherd("scan", "--select", "GOAT0202")
    text = " ".join(run.out.split())
    assert "The URL of function Shop has no authentication: anybody can call it" in text
    assert "Set `AuthType: IamAuth`" in text
    assert "a web function may authenticate its callers itself" in text


RESOURCES = {
    "AWS::Lambda::MicrovmImage": "its code, and who may call it, are not part of the results",
    "AWS::Lambda::Teleporter": "whether it runs code or lets callers in is not known to this version",
}


@pytest.mark.parametrize("type", RESOURCES)
def test_it_is_named(goatherd, root, type):
    template = (root / "template.yaml").read_text()
    (root / "template.yaml").write_text(template + f"  Box: {{Type: {type}, Properties: {{Name: box}}}}\n")
    run = goatherd("scan", "-q", "--select", "SAS-1")
    assert run.code == 3
    assert f"incomplete: template.yaml:10 {type} is not read (Box): {RESOURCES[type]}" in run.err


def test_types_that_let_nobody_in_and_other_services_are_not(goatherd, root):
    template = (root / "template.yaml").read_text()
    more = "  A: {Type: AWS::Lambda::CodeSigningConfig}\n  B: {Type: AWS::Teleport::Thing}\n"
    (root / "template.yaml").write_text(template + more)
    assert goatherd("scan", "-q", "--select", "SAS-1").code == 0
