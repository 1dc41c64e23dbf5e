"""The graph: what the pictures are drawn from."""

from __future__ import annotations

from .conftest import function


def test_nodes(shop):
    nodes = [(node.kind, node.id, node.exposure) for node in shop.graphs[0].nodes]
    assert nodes == [
        ("entry", "in:rest-api:Api", "anonymous"),
        ("entry", "in:rest-api:Api#2", "authenticated"),
        ("entry", "in:s3:Pictures", "account"),
        ("entry", "in:sqs:Mails", "account"),
        ("entry", "in:schedule:rate(1 day)", "internal"),
        ("function", "Show", "anonymous"),
        ("function", "Buy", "authenticated"),
        ("function", "Mail", "account"),
        ("function", "Shrink", "account"),
        ("function", "Clean", "internal"),
        ("secret", "Key", None),
        ("table", "Orders", None),
        ("account", "out:*", None),
        ("account", "out:lambda:*", None),
        ("account", "out:sqs:*", None),  # the policy with which SAM lets a function read its queue
    ]


def test_edges_lead_from_the_way_in_to_what_is_reached(shop):
    edges = {(edge.source, edge.kind, edge.target) for edge in shop.graphs[0].edges}
    assert {
        ("in:rest-api:Api", "triggers", "Show"),
        ("Show", "writes", "Orders"),
        ("Buy", "sends", "in:sqs:Mails"),
        ("in:sqs:Mails", "triggers", "Mail"),
        ("Mail", "reads", "Key"),
        ("Clean", "invokes", "Mail"),
    } <= edges


def test_a_queue_is_drawn_once_with_whom_it_starts(shop):
    (mails,) = (node for node in shop.graphs[0].nodes if node.label == "Mails")
    assert (mails.id, dict(mails.facts)["Type"]) == ("in:sqs:Mails", "AWS::SQS::Queue")


TABLES = "Users: {Type: AWS::DynamoDB::Table}\nOrders: {Type: AWS::DynamoDB::Table}\n"
WIDE = "[{Statement: [{Effect: Allow, Action: ['dynamodb:*', 'sqs:*', 's3:*'], Resource: '*'}]}]"


def test_rights_on_all_of_the_account_are_one_box_for_all_functions_that_have_them(surface_of):
    surface = surface_of(TABLES + function("One", policies=WIDE) + function("Two", policies=WIDE) + function("Three"))
    (box,) = (node for node in surface.graph.nodes if node.kind == "account")
    assert (box.id, box.label, box.detail) == ("out:dynamodb+s3+sqs:*", "all of 3 services", "of the account")
    assert [edge.target for edge in surface.graph.edges if edge.source == "One"] == [box.id]
    assert [edge.source for edge in surface.graph.edges if edge.target == box.id] == ["One", "Two"]
    facts = dict(box.facts)
    assert facts["Allowed to"] == "One, Two"
    assert facts["Every DynamoDB table"].startswith("writes: dynamodb:*")
    assert facts["Of this application, too"] == "Users, Orders"


def test_what_the_code_uses_is_told_beside_what_the_role_allows(surface_of):
    code = """\
import boto3


def handler(event, context):
    boto3.resource("dynamodb").Table("users").get_item(Key={"id": "1"})
"""
    users = "Users: {Type: AWS::DynamoDB::Table, Properties: {TableName: users}}\n"
    surface = surface_of(users + function("One", policies=WIDE), app=code)
    targets = {edge.target for edge in surface.graph.edges if edge.source == "One"}
    assert targets == {"Users", "out:dynamodb+s3+sqs:*"}


def test_resources_are_called_as_people_call_them(shop):
    (orders,) = (node for node in shop.graphs[0].nodes if node.id == "Orders")
    assert orders.detail == "DynamoDB table"
    facts = [*orders.facts]
    assert facts[0] == ("Type", "AWS::DynamoDB::Table")
    assert ("Used by", "reads: Show") in facts


def test_two_nodes_have_one_edge_which_tells_of_all(shop):
    (edge,) = (edge for edge in shop.graphs[0].edges if (edge.source, edge.target) == ("Show", "Orders"))
    assert edge.kind == "writes"
    assert "; reads: dynamodb:" in edge.label


def test_ends_of_edges_are_nodes(shop):
    (graph,) = shop.graphs
    ids = [node.id for node in graph.nodes]
    assert len(ids) == len(set(ids))
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= set(ids)
    assert {id for path in graph.attack_paths for id in (*path.nodes, *path.ends)} <= set(ids)


def test_nodes_tell_their_findings_and_where_they_are_declared(shop):
    (graph,) = shop.graphs
    nodes = {node.id: node for node in graph.nodes}
    assert "GOAT0101" in {graph.findings[number].id for number in nodes["Show"].findings}
    assert (nodes["Orders"].path, nodes["Orders"].line) == ("template.yaml", 13)


def test_what_a_click_shows(shop):
    nodes = {node.id: node for node in shop.graphs[0].nodes}
    assert [title for title, _ in nodes["in:rest-api:Api"].facts] == [
        "Who may call",
        "Events",
        "The sender chooses",
        "Firewall (WAF)",
    ]
    show = dict(nodes["Show"].facts)
    assert show["Code"] == "src/show.py:8"
    assert show["Its code"] == "reads Orders"
    assert show["Its role also allows"] == "writes Orders; sends to Mails"


def test_every_function_is_one_node_where_a_role_may_invoke_all(surface_of):
    statement = "[{Statement: [{Effect: Allow, Action: 'lambda:InvokeFunction', Resource: '*'}]}]"
    surface = surface_of(function("One", policies=statement) + function("Two") + function("Three"))
    targets = [edge.target for edge in surface.graph.edges if edge.source == "One"]
    assert targets == ["out:lambda:*"]


def test_findings_of_all_files_of_a_program_are_counted_once(map_files):
    """Also those in modules that a program is made of, and those of functions that share their files."""
    program = """
        import { pool } from './parts/pool';
        const functions = { one: { handler: 'src/app.one' }, two: { handler: 'src/app.two' } };
        export default { service: 's', provider: { name: 'aws', runtime: 'nodejs24.x' },
          functions, resources: { Resources: { Pool: pool } } };
    """
    part = "export const pool = { Type: 'AWS::Cognito::UserPool', Properties: {\n  MfaConfiguration: 'OFF' } };\n"
    code = "exports.one = async (event) => eval(event.a);\nexports.two = async (event) => ({});\n"
    map = map_files({"serverless.ts": program, "parts/pool.ts": part, "src/app.js": code})
    (surface,) = map.surfaces
    assert "GOAT0206" in {finding.id for finding in surface.findings}
    assert len(surface.findings) == len({finding.fingerprint for finding in surface.findings})
