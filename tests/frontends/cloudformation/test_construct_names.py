"""A template that the CDK made speaks of constructs: their paths are what its author wrote."""

from __future__ import annotations

import json

from goatherd.code.modules import Modules
from goatherd.frontends import read_applications


def resource(type, path, **properties):
    return {"Type": type, "Properties": properties, "Metadata": {"aws:cdk:path": path}}


def test_resources_are_called_by_the_paths_of_their_constructs(tree_of):
    template = {
        "Resources": {
            "OrdersHandlerRole0A1B2C3D": resource("AWS::IAM::Role", "Shop/Orders/Handler/ServiceRole/Resource"),
            "OrdersHandler1A2B3C4D": resource(
                "AWS::Lambda::Function",
                "Shop/Orders/Handler/Resource",
                Role={"Fn::GetAtt": ["OrdersHandlerRole0A1B2C3D", "Arn"]},
            ),
            "Twin99AA88BB": resource("AWS::SQS::Queue", "Shop/Orders/Handler/Resource"),
            "Plain": {"Type": "AWS::SNS::Topic"},
        }
    }
    (application,), _ = read_applications(Modules(tree_of({"template.json": json.dumps(template)})))
    (function,) = application.functions
    assert function.id == "Orders/Handler"
    assert function.role is not None
    assert function.role.id == "Orders/Handler/ServiceRole"
    assert {"Twin99AA88BB", "Plain"} <= set(application.resources)
