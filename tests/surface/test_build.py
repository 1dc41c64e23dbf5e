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
        ("bucket", "Pictures", None),
        ("queue", "Mails", None),
        ("secret", "Key", None),
        ("table", "Orders", None),
        ("user-pool", "Pool", None),
        ("account", "out:*", None),
        ("account", "out:lambda:*", None),
        ("account", "out:sqs:*", None),  # the policy with which SAM lets a function read its queue
    ]


def test_edges_lead_from_the_way_in_to_what_is_reached(shop):
    edges = {(edge.source, edge.kind, edge.target) for edge in shop.graphs[0].edges}
    assert {
        ("in:rest-api:Api", "triggers", "Show"),
        ("Show", "writes", "Orders"),
        ("Buy", "sends", "Mails"),
        ("Mails", "triggers", "in:sqs:Mails"),
        ("in:sqs:Mails", "triggers", "Mail"),
        ("Mail", "reads", "Key"),
        ("Clean", "invokes", "Mail"),
    } <= edges


def test_two_nodes_have_one_edge_which_tells_of_all(shop):
    (edge,) = (edge for edge in shop.graphs[0].edges if (edge.source, edge.target) == ("Show", "Orders"))
    assert edge.kind == "writes"
    assert "; reads: dynamodb:" in edge.label


def test_ends_of_edges_are_nodes(shop):
    (graph,) = shop.graphs
    ids = [node.id for node in graph.nodes]
    assert len(ids) == len(set(ids))
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= set(ids)
    assert {id for path in graph.attack_paths for id in path} <= set(ids)


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
