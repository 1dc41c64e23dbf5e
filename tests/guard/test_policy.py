"""What a policy says of a function, and that the guard reads it as it is meant."""

from __future__ import annotations

import json

import pytest

from tests.guard.conftest import FUNCTION

TABLE = "  Orders: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: []}}"
NAMED = "  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: shop-orders, KeySchema: []}}"


def read(policy):
    from goatherd_guard.policy import Policy

    return Policy(policy)


def keys(rows, name):
    return [row[name] for row in rows]


def test_a_field_is_asked_for_the_sinks_that_it_reaches_and_no_other(policy):
    found = policy(
        "import os, json\n"
        "def handler(event, context):\n"
        "    body = json.loads(event['body'])\n"
        "    os.system('convert ' + body['file'])\n"
        "    return {'statusCode': 200, 'body': body['title']}\n"
    )
    assert found["events"]["fields"] == [{"path": "body.file", "families": ["shell"], "why": "src/app.py:4"}]
    assert found["events"]["kinds"] == [{"kind": "http-api", "why": "template.yaml:11"}]


def test_what_is_asked_of_a_field_is_asked_of_what_lies_below_it_too(policy):
    found = policy(
        "import os, yaml, json\n"
        "def handler(event, context):\n"
        "    yaml.load(event['body'], Loader=yaml.UnsafeLoader)\n"
        "    os.system('x ' + json.loads(event['body'])['file'])\n"
    )
    assert {row["path"]: row["families"] for row in found["events"]["fields"]} == {
        "body": ["deserialization"],
        "body.file": ["deserialization", "shell"],
    }


def test_the_whole_event_is_asked_where_no_field_is_known(policy):
    found = policy("import os\ndef handler(event, context):\n    os.system('echo %s' % event)\n")
    assert (found["events"]["fields"], found["events"]["others"]) == ([], ["shell"])


def test_the_door_is_asked_for_what_a_function_behind_it_runs(policies):
    """The queue's reader has its own field; the sender's field is where the attack comes in."""
    sender = "import boto3, json, os\nqueue = boto3.client('sqs')\ndef handler(event, context):\n"
    sender += "    text = json.loads(event['body'])['text']\n"
    sender += "    queue.send_message(QueueUrl=os.environ['JOBS'], MessageBody=json.dumps({'text': text}))\n"
    reader = "import json, os\ndef handler(event, context):\n    for record in event['Records']:\n"
    reader += "        os.system('print ' + json.loads(record['body'])['text'])\n"
    more = (
        "      Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}}]\n"
        "  Jobs: {Type: AWS::SQS::Queue}\n"
        "  Printer:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n"
        "      Handler: printer.handler\n      CodeUri: src/\n"
        "      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, "
        "FunctionResponseTypes: [ReportBatchItemFailures]}}}\n"
    )
    template = FUNCTION.format(runtime="python3.13", handler="app.handler", variables="{JOBS: !Ref Jobs}", more=more)
    found = policies({"template.yaml": template, "src/app.py": sender, "src/printer.py": reader})
    assert keys(found["Main"]["events"]["fields"], "path") == ["body.text"]
    assert keys(found["Printer"]["events"]["fields"], "path") == ["Records[].body.text"]
    assert [found[name]["events"]["record"] for name in ("Main", "Printer")] == ["drop", "partial"]


def test_dynamodb_types_are_no_part_of_a_field():
    from goatherd.guard.needs.fields import field_paths

    assert field_paths("event.Records[].dynamodb.NewImage.labels.S") == ["Records[].dynamodb.NewImage.labels"]
    assert field_paths("event.Records[].dynamodb.NewImage.N.M.S.S") == ["Records[].dynamodb.NewImage"]


def test_a_list_that_may_be_an_object_is_named_both_ways():
    from goatherd.guard.needs.fields import field_paths

    assert field_paths("event.body.items[].name") == ["body.items[].name", "body.items.*.name"]
    assert field_paths("event.Records[].body.name") == ["Records[].body.name"]
    assert field_paths("event.headers[]") == ["headers"]
    assert field_paths("request.form.name") == [""]


def test_programs_are_named_with_the_arguments_that_are_constant(policy):
    found = policy(
        "import subprocess\n"
        "def handler(event, context):\n"
        "    subprocess.run(['/opt/bin/stamp', '--text', event['body'], '--out', '/tmp/a.pdf'])\n"
        "    subprocess.run('ls /tmp', shell=True)\n"
    )["processes"]
    assert found == {
        "allow": [
            {"program": "/bin/sh", "arguments": ["-c", "ls /tmp"], "why": "src/app.py:4"},
            {
                "program": "/opt/bin/stamp",
                "arguments": ["--text", "*", "--out", "/tmp/a.pdf"],
                "why": "src/app.py:3",
            },
            {"program": "ls", "why": "src/app.py:4"},
        ],
        "others": "block",
    }


def test_a_list_that_branches_fill_is_all_that_it_may_be(policy):
    found = policy(
        "import os, subprocess\n"
        "def handler(event, context):\n"
        "    command = []\n"
        "    if 'Windows' in os.name:\n"
        "        command.append('cmd.exe')\n"
        "    else:\n"
        "        command.append('sh')\n"
        "    subprocess.run([*command, '-c'])\n"
    )["processes"]
    assert [row["program"] for row in found["allow"]] == ["cmd.exe", "sh"]


def test_the_guard_allows_the_program_of_the_code_and_no_other(policy):
    found = read(policy("import os\ndef handler(event, context):\n    os.system('ls ' + event['body'])\n"))
    assert found.processes.allows(_real("/bin/sh"), ["sh", "-c", "ls a"])
    assert not found.processes.allows("/usr/bin/curl", ["curl", "x"])


def _real(path):
    import os

    return os.path.realpath(path)


def test_a_program_that_nobody_knows_is_monitored_and_listed(policy):
    found = policy(
        "import os, subprocess\ndef handler(event, context):\n    subprocess.run([os.environ['TOOL'], '-v'])\n"
    )
    assert found["processes"]["others"] == "monitor"
    assert found["files"]["others"] == "block"
    assert found["unknown"] == [{"what": "which program subprocess.run starts", "why": "src/app.py:3"}]


def test_files_are_those_of_constant_paths(policy):
    found = policy(
        "import os\n"
        "def handler(event, context):\n"
        "    open('/etc/hosts'); open('menu.txt'); open('/mnt/data/out', 'w')\n"
        "    open(os.path.join('/mnt/pages', event['body']))\n"
    )
    files = read(found).files
    assert files.may_read("/etc/hosts") and files.may_read("/var/task/menu.txt") and files.may_read("/mnt/pages/a/b")
    assert files.may_write("/tmp/x") and files.may_write("/mnt/data/out") and not files.may_write("/etc/hosts")
    assert not files.may_read("/proc/self/environ")
    assert found["files"]["others"] == "block"


def test_the_network_is_what_the_code_and_its_variables_name(policy):
    found = policy(
        "import os, requests, pymysql\n"
        "def handler(event, context):\n"
        "    requests.get('https://api.shop.example/v1/' + event['body'])\n"
        "    requests.post(os.environ['HOOK_URL'])\n"
        "    pymysql.connect(host=os.environ['DB_HOST'], user='a')\n",
        variables="{HOOK_URL: 'https://hooks.example/x', DB_HOST: db.internal}",
    )
    assert keys(found["network"]["allow"], "host") == ["api.shop.example", "db.internal", "hooks.example"]
    assert found["network"]["others"] == "block"
    assert not read(found).network.allows("169.254.169.254")


def test_whom_only_the_event_knows_is_monitored(policy):
    found = policy("import requests\ndef handler(event, context):\n    requests.get(event['body'])\n")
    assert found["network"] == {"allow": [], "others": "monitor"}
    assert [gap["why"] for gap in found["unknown"]] == ["src/app.py:3"]


@pytest.mark.parametrize(
    ("resource", "allowed", "refused"),
    [
        (NAMED, "shop-orders", "shop-orders-2"),
        (TABLE, "shop-Orders-1A2B3C", "shop-Payments-1A2B3C"),
    ],
)
def test_calls_of_aws_are_on_the_resources_that_the_template_names(policy, resource, allowed, refused):
    code = "import boto3, os\ntable = boto3.resource('dynamodb').Table(os.environ['TABLE'])\n"
    code += "def handler(event, context):\n    return table.get_item(Key={'id': '1'})\n"
    found = policy(code, variables="{TABLE: !Ref Orders}", more=resource)
    calls = read(found).aws
    assert calls.allows("dynamodb", "GetItem", [allowed])
    assert not calls.allows("dynamodb", "GetItem", [refused])
    assert not calls.allows("dynamodb", "Scan", [allowed])
    assert found["aws"]["others"] == "block"


def test_objects_are_named_with_their_bucket(policy):
    code = "import boto3\ns3 = boto3.client('s3')\ndef handler(event, context):\n"
    code += "    s3.upload_file('/tmp/a', 'uploads', 'inbox/' + event['body'])\n"
    calls = read(policy(code)).aws
    assert calls.allows("s3", "PutObject", ["uploads/inbox/a"]) and calls.allows(
        "s3", "UploadPart", ["uploads/inbox/a"]
    )
    assert not calls.allows("s3", "PutObject", ["uploads/private/a"])
    assert not calls.allows("s3", "GetObject", ["uploads/inbox/a"])


def test_a_topic_is_named_by_its_arn(policy):
    code = "import boto3, os\nsns = boto3.client('sns')\ndef handler(event, context):\n"
    code += "    sns.publish(TopicArn=os.environ['TOPIC'], Message='a')\n"
    calls = read(policy(code, variables="{TOPIC: !Ref News}", more="  News: {Type: AWS::SNS::Topic}")).aws
    assert calls.allows("sns", "Publish", ["arn:aws:sns:eu-west-1:123456789012:shop-News-1A2B"])
    assert not calls.allows("sns", "Publish", ["arn:aws:sns:eu-west-1:123456789012:shop-Alarms-1A2B"])


def test_a_module_that_is_not_there_unlocks_every_section(policy):
    found = policy("import private_sdk\ndef handler(event, context):\n    private_sdk.run(event)\n")
    assert {found[name]["others"] for name in ("processes", "files", "network", "aws")} == {"monitor"}
    assert found["code"] == {"evaluation": "monitor", "native": "monitor"}
    assert found["sinks"] == {"others": "block"}
    what = "what the module private_sdk does, which is not in the tree"
    assert found["unknown"] == [{"what": what, "why": "src/app.py:3"}]


def test_a_package_that_only_computes_unlocks_nothing(policy):
    code = "const uuid = require('node-uuid');\nexports.handler = async (event) => ({ id: uuid.v4() });\n"
    found = policy(code, language="javascript")
    assert (found["unknown"], found["network"]["others"]) == ([], "block")


def test_a_library_that_calls_aws_unseen_is_allowed_its_service(policy):
    code = "from pynamodb.models import Model\nclass A(Model):\n    class Meta:\n        table_name = 'a'\n"
    code += "def handler(event, context):\n    return A.get('1')\n"
    calls = read(policy(code)).aws
    assert calls.allows("dynamodb", "GetItem", ["anything"]) and not calls.allows("s3", "GetObject", ["a/b"])


def test_variables_that_hold_secrets_are_named(policy):
    code = "import os\ndef handler(event, context):\n    return os.environ['DB_PASSWORD'] + os.environ['TABLE']\n"
    found = policy(code, variables="{DB_PASSWORD: '{{resolve:ssm:/shop/db}}', TABLE: orders}")
    assert found["environment"] == {"secrets": ["DB_PASSWORD"], "children": []}


def test_code_that_evaluates_is_monitored_for_it(policy):
    assert policy("def handler(event, context):\n    return eval('1 + 1')\n")["code"]["evaluation"] == "monitor"


def test_a_handler_that_is_not_found_is_monitored_as_a_whole(policies):
    template = FUNCTION.format(runtime="python3.13", handler="gone.handler", variables="{}", more="")
    found = policies({"template.yaml": template, "src/app.py": "x = 1\n"})["Main"]
    assert {found[name]["others"] for name in ("processes", "files", "network", "aws")} == {"monitor"}
    assert found["unknown"][0]["what"].startswith("the code: ")


def test_the_same_code_gives_the_same_bytes(policies):
    files = {
        "template.yaml": FUNCTION.format(runtime="python3.13", handler="app.handler", variables="{}", more=""),
        "src/app.py": "import os, boto3\ndef handler(event, context):\n    os.system('a ' + event['body'])\n"
        "    boto3.client('s3').put_object(Bucket='b', Key='k', Body='x')\n",
    }
    assert json.dumps(policies(files)) == json.dumps(policies(files))


def test_a_variable_whose_value_nobody_knows_is_monitored_if_it_holds_an_address(policy):
    code = "import os\ndef handler(event, context):\n    return os.environ['SHOP_URL'] + os.environ['HOST_USER']\n"
    more = "Parameters:\n  Shop: {Type: String}\n"
    found = policy(code, variables="{SHOP_URL: !Ref Shop, HOST_USER: !Ref Shop}", more=more)
    assert found["network"]["others"] == "monitor"
    assert [gap["what"].partition(":")[0] for gap in found["unknown"]] == ["the value of SHOP_URL"]


@pytest.mark.parametrize(
    ("type", "call", "given"),
    [
        (
            "AWS::SecretsManager::Secret",
            "secretsmanager get_secret_value SecretId",
            "secretsmanager:eu:1:secret:Mine-1A2B-x9",
        ),
        (
            "AWS::StepFunctions::StateMachine",
            "stepfunctions start_execution stateMachineArn",
            "states:eu:1:stateMachine:Mine-1A",
        ),
        ("AWS::Cognito::UserPool", "cognito-idp list_users UserPoolId", ""),
    ],
)
def test_names_that_aws_makes_are_allowed_as_it_makes_them(policy, type, call, given):
    service, method, parameter = call.split()
    code = f"import boto3, os\nclient = boto3.client('{service}')\ndef handler(event, context):\n"
    code += f"    client.{method}({parameter}=os.environ['IT'])\n"
    found = policy(code, variables="{IT: !Ref Mine}", more=f"  Mine: {{Type: '{type}'}}")
    (row,) = found["aws"]["allow"]
    named = f"arn:aws:{given}" if given else "eu-west-1_AbCdEf"
    assert read(found).aws.allows(row["service"], row["operation"], [named])
    other = named.replace("Mine", "Yours")
    assert read(found).aws.allows(row["service"], row["operation"], [other]) == (other == named)


INLINE = """\
Resources:
  Main:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: {handler}
      Code: {{ZipFile: "exports.handler = async () => 'not deployed yet'"}}
  Later:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: shop-later
      Runtime: nodejs22.x
      Handler: index.handler
      Code: {{ZipFile: "exports.handler = async () => ({{}})"}}
"""
UPDATE = """\
jobs:
  deploy:
    steps:
      - run: |
          aws lambda update-function-code \\
            --function-name {name} --zip-file fileb://main.zip
"""
SECTIONS = ("processes", "files", "network", "aws")
REPLACED = "the code that is deployed, which is put in the place of the template's"


def others(policy):
    return {policy[name]["others"] for name in SECTIONS}


@pytest.mark.parametrize(
    ("name", "replaced"), [("Main", ["Main"]), ("shop-later", ["Later"]), ("$F", ["Main", "Later"])]
)
def test_code_that_a_pipeline_replaces_is_not_known(policies, name, replaced):
    files = {"template.yaml": INLINE.format(handler="index.handler")}
    found = policies({**files, ".github/workflows/deploy.yml": UPDATE.format(name=name)})
    assert {id for id, policy in found.items() if others(policy) == {"monitor"}} == set(replaced)
    for id in replaced:
        assert {"what": REPLACED, "why": ".github/workflows/deploy.yml:5"} in found[id]["unknown"]
    assert all(others(policy) == {"block"} for id, policy in found.items() if id not in replaced)


def test_text_in_a_template_that_is_not_the_handlers_module_is_not_known(policies):
    found = policies({"template.yaml": INLINE.format(handler="app.handler")})
    what = "the code that is deployed: the handler's module app is not in the template"
    assert found["Main"]["unknown"] == [{"what": what, "why": "template.yaml:2"}]
    assert (others(found["Main"]), others(found["Later"])) == ({"monitor"}, {"block"})


TERRAFORM = """\
data "archive_file" "main" {
  type        = "zip"
  output_path = "main.zip"
  source {
    content  = "exports.handler = async () => ({})"
    filename = "index.js"
  }
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = "arn:aws:iam::123456789012:role/main"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = data.archive_file.main.output_path
%s}
"""


def test_code_that_terraform_leaves_alone_is_not_known(policies):
    name = "aws_lambda_function.main"
    assert others(policies({"main.tf": TERRAFORM % ""})[name]) == {"block"}
    for ignored in ("ignore_changes = [filename, source_code_hash, tags]", "ignore_changes = all"):
        found = policies({"main.tf": TERRAFORM % f"  lifecycle {{\n    {ignored}\n  }}\n"})[name]
        assert others(found) == {"monitor"}
        assert "Terraform leaves it alone" in found["unknown"][0]["what"]
    assert others(policies({"main.tf": TERRAFORM % "  lifecycle {\n    ignore_changes = [tags]\n  }\n"})[name]) == {
        "block"
    }
