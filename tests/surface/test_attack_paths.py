from __future__ import annotations

from goatherd.surface.picture.page.application import ShownApplication

from .conftest import function


def told(surface):
    return [(path.exposure.label, path.severity.label, path.nodes[1:], path.ends) for path in surface.attack_paths]


def test_from_the_way_in_to_what_the_hole_opens(shop):
    (surface,) = shop.surfaces
    assert told(surface) == [
        ("anonymous", "critical", ("Show",), ("Orders", "Mails")),
    ]
    assert {surface.findings[path.finding].id for path in surface.attack_paths} == {"GOAT0101"}
    assert {path.nodes[0] for path in surface.attack_paths} == {"in:rest-api:Api"}


def test_edges_of_a_path_are_marked(shop):
    marked = {(edge.source, edge.target) for edge in shop.surfaces[0].graph.edges if edge.attack}
    assert marked == {("in:rest-api:Api", "Show"), ("Show", "Orders"), ("Show", "in:sqs:Mails")}


def test_edges_that_only_paths_draw_are_in_the_order_of_the_paths(surface_of):
    table = "import boto3, os\ntable = boto3.resource('dynamodb').Table('orders')\n"
    door = f"{table}def handler(event, context):\n    table.put_item(Item={{'id': '1', 'name': event['body']}})\n"
    reads = f"{table}def handler(event, context):\n    os.system(table.get_item(Key={{'id': '1'}})['Item']['name'])\n"
    rights = "[{DynamoDBCrudPolicy: {TableName: orders}}]"
    late = "{Often: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}}"
    names = ["Bill", "Mail", "Note", "Pack", "Sort"]
    surface = surface_of(
        "Orders: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: orders}}\n"
        + function("Door", events="{Get: {Type: HttpApi}}", policies=rights).replace("app.handler", "door.handler")
        + "".join(function(name, events=late, policies=rights) for name in names),
        door=door,
        app=reads,
    )
    drawn = [edge.target for edge in surface.graph.edges if edge.source == "Door" and edge.target in names]
    assert drawn == names


def test_what_only_the_account_can_send_opens_no_path(surface_of):
    code = "import os\ndef handler(event, context):\n    os.system(event['Records'][0]['body'])\n"
    events = "{It: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}"
    surface = surface_of("Jobs: {Type: AWS::SQS::Queue}\n" + function("One", events=events), app=code)
    assert [finding.id for finding in surface.findings if finding.sas == 1] == ["GOAT0101"]
    assert told(surface) == []


def test_without_a_hole_or_a_dangerous_role_there_is_no_path(surface_of):
    statement = "[{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}]}]"
    assert told(surface_of(function("One", events="{Get: {Type: HttpApi}}", policies=statement))) == []


def test_an_exposed_function_with_all_rights_is_a_path(surface_of):
    statement = "[{Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}]"
    surface = surface_of(function("One", events="{Get: {Type: HttpApi}}", policies=statement))
    assert told(surface) == [("anonymous", "medium", ("One",), ("out:*",))]
    assert surface.attack_paths[0].finding is None


def test_a_hole_that_runs_nothing_ends_in_the_function(surface_of):
    code = "def handler(event, context):\n    return open('/tmp/' + event['body']).read()\n"
    statement = "[{Statement: [{Effect: Allow, Action: 'dynamodb:GetItem', Resource: '*'}]}]"
    surface = surface_of(function("One", events="{Get: {Type: HttpApi}}", policies=statement), app=code)
    assert told(surface) == [("anonymous", "medium", ("One",), ())]


def test_all_formats_show_the_same_number_of_paths(surface_of):
    code = "import os\ndef handler(event, context):\n    os.system(event['body'])\n    open('/tmp/' + event['body'])\n"
    statement = "[{Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}]"
    surface = surface_of(function("One", events="{Get: {Type: HttpApi}}", policies=statement), app=code)
    ids = [surface.findings[path.finding].id if path.finding is not None else "" for path in surface.attack_paths]
    assert len(ids) == len(set(ids)) == 3
    assert [path.opened_by for path in surface.graph.attack_paths] == ids
    assert len(ShownApplication(0, surface.graph, surface.matrix, surface.whose).attack_paths) == 3
