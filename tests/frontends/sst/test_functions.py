"""Functions of SST: code, settings, roles, links, addresses."""

from __future__ import annotations

from goatherd.core.value import Unknown, known
from goatherd.model.trigger import Exposure, Kind
from tests.frontends.sst.conftest import HANDLER

BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def test_a_function_with_its_settings(run):
    found = run("""
        new sst.aws.Function("Work", {
          handler: "./src/work.handler",
          timeout: "2 minutes",
          memory: "2 GB",
          environment: { LEVEL: "info" },
        });
    """)
    function = found["Work"]
    assert (found.application.name, found.application.framework) == ("sst.config.ts", "sst")
    assert (function.span.path, function.span.line) == ("sst.config.ts", 9)
    assert found.file("Work") == "src/work.ts"
    assert (known(function.timeout), known(function.memory)) == (120, 2048)
    assert {name: known(value) for name, value in function.environment.items()} == {"LEVEL": "info"}
    assert [reference.name for reference in function.role.references] == [BASIC]
    assert function.role.unreadable == []
    assert found.told == []


def test_what_sst_gives_a_function_that_says_nothing(run):
    function = run('new sst.aws.Function("Work", { handler: "src/work.handler" });')["Work"]
    assert (known(function.timeout), known(function.memory)) == (20, 1024)
    assert isinstance(function.runtime, Unknown)
    assert function.role.statements == []


def test_infrastructure_in_files_of_their_own(read):
    found = read(
        {
            "app/sst.config.ts": """
                export default $config({
                  app() { return { name: "shop", home: "aws" }; },
                  async run() {
                    const { table } = await import("./infra/storage");
                    await import("./infra/api");
                    return { table: table.name };
                  },
                });
            """,
            "app/infra/storage.ts": """
                export const table = new sst.aws.Dynamo("Orders", {
                  fields: { id: "string" }, primaryIndex: { hashKey: "id" },
                });
            """,
            "app/infra/api.ts": """
                import { table } from "./storage";
                const api = new sst.aws.ApiGatewayV2("Api");
                api.route("GET /orders", { handler: "packages/functions/src/list.main", link: [table] });
            """,
            "app/packages/functions/src/list.ts": "export async function main(event) { return {}; }\n",
        }
    )
    assert found.ids == ["Api/GET-orders"]
    assert found.file("Api/GET-orders") == "app/packages/functions/src/list.ts"
    assert found["Api/GET-orders"].span.path == "app/infra/api.ts"
    assert found.allowed("Api/GET-orders") == {"dynamodb:*": ("${Orders.Arn}", "${Orders.Arn}/*")}


def test_files_that_a_loop_over_a_folder_imports(read):
    found = read(
        {
            "sst.config.ts": """
                import { readdirSync } from "fs";
                export default $config({
                  app() { return { name: "shop", home: "aws" }; },
                  async run() {
                    for (const file of readdirSync("./infra/")) {
                      await import(`./infra/${file}`);
                    }
                  },
                });
            """,
            "infra/work.ts": 'new sst.aws.Function("Work", { handler: "src/work.handler" });\n',
            "src/work.ts": HANDLER,
        }
    )
    assert found.ids == ["Work"]


def test_permissions_are_statements_of_the_role(run):
    found = run("""
        const bucket = new sst.aws.Bucket("Files");
        new sst.aws.Function("Work", {
          handler: "src/work.handler",
          permissions: [
            { actions: ["s3:GetObject"], resources: [$interpolate`${bucket.arn}/in/*`] },
            { effect: "deny", actions: ["s3:DeleteObject"], resources: ["*"] },
          ],
        });
    """)
    role = found["Work"].role
    assert [(s.effect, s.actions, s.resources, s.origin) for s in role.statements] == [
        ("Allow", ("s3:GetObject",), ("${Files.Arn}/in/*",), ""),
        ("Deny", ("s3:DeleteObject",), ("*",), ""),
    ]
    assert role.statements[0].span.line == 13


def test_links_grant_and_name(run):
    found = run("""
        const queue = new sst.aws.Queue("Jobs");
        const topic = new sst.aws.SnsTopic("News");
        const stream = new sst.aws.KinesisStream("Stream");
        const bus = new sst.aws.Bus("Bus");
        const secret = new sst.Secret("Key");
        const other = new sst.aws.Function("Other", { handler: "src/work.handler" });
        new sst.aws.Function("Work", {
          handler: "src/work.handler",
          link: [queue, topic, stream, bus, secret, other],
        });
    """)
    assert found.allowed("Work") == {
        "sqs:*": ("${Jobs.Arn}",),
        "sns:*": ("${News}",),
        "kinesis:*": ("${Stream.Arn}",),
        "events:*": ("${Bus.Arn}",),
        "lambda:InvokeFunction": ("${Other.Arn}",),
    }
    assert {s.origin for s in found["Work"].role.statements} == {"SST link"}
    assert {s.span.line for s in found["Work"].role.statements} == {17}
    named = {name: known(value) for name, value in found["Work"].environment.items()}
    assert named["SST_RESOURCE_Jobs"] == '{"url": "${Jobs}", "type": "sst.aws.Queue"}'
    assert named["SST_RESOURCE_Key"] == '{"type": "sst.sst.Secret"}'


def test_what_programs_make_linkable_grants_what_they_say(run):
    found = run("""
        const mail = new sst.Linkable("Mail", {
          properties: { sender: "shop@example.com" },
          include: [sst.aws.permission({ actions: ["ses:SendEmail"], resources: ["*"] })],
        });
        sst.Linkable.wrap(aws.sqs.Queue, (queue) => ({
          properties: { url: queue.url },
          include: [sst.aws.permission({ actions: ["sqs:SendMessage"], resources: [queue.arn] })],
        }));
        const queue = new aws.sqs.Queue("Raw", {});
        new sst.aws.Function("Work", { handler: "src/work.handler", link: [mail, queue] });
    """)
    assert found.allowed("Work") == {"ses:SendEmail": ("*",), "sqs:SendMessage": ("${Raw.Arn}",)}


def test_what_a_link_grants_that_nobody_knows_leaves_the_role_open(run):
    found = run("""
        const later = new sst.aws.Novelty("Later");
        new sst.aws.Function("Work", { handler: "src/work.handler", link: [later] });
    """)
    assert [why for _, why in found["Work"].role.unreadable] == ["what a link to Novelty Later grants is not known"]


def test_secrets_are_declared_as_such(run):
    found = run("""
        const key = new sst.Secret("Key");
        new sst.aws.Function("Work", { handler: "src/work.handler", environment: { KEY: key.value } });
    """)
    assert found["Work"].environment["KEY"].why.startswith("secret ")


def test_an_address_of_a_function(run):
    found = run("""
        new sst.aws.Function("Open", { handler: "src/work.handler", url: true });
        new sst.aws.Function("Signed", { handler: "src/work.handler", url: { authorization: "iam", cors: false } });
        new sst.aws.Function("None", { handler: "src/work.handler", url: false });
    """)
    (opened,), (signed,) = found["Open"].triggers, found["Signed"].triggers
    assert (opened.kind, opened.exposure) == (Kind.FUNCTION_URL, Exposure.ANONYMOUS)
    assert (opened.span.line, signed.exposure, signed.authorizer) == (9, Exposure.ACCOUNT, "AWS_IAM")
    assert {kind for kind, _, _ in found.triggers("None")} == {Kind.DIRECT}


def test_functions_in_python_and_in_languages_that_are_compiled(run):
    found = run(
        """
        new sst.aws.Function("Py", { handler: "functions/src/functions/api.handler", runtime: "python3.12" });
        new sst.aws.Function("Go", { handler: "./go", runtime: "go" });
        """,
        {"functions/src/functions/api.py": "def handler(event, context):\n    return event\n"},
    )
    assert found.file("Py") == "functions/src/functions/api.py"
    assert known(found["Py"].runtime) == "python3.12"
    assert found["Go"].entry.foreign


def test_code_that_is_built_before(run):
    found = run(
        'new sst.aws.Function("Work", { bundle: "built", handler: "index.handler" });',
        {"built/index.js": "exports.handler = async (event) => event;\n"},
    )
    assert found.file("Work") == "built/index.js"


def test_values_that_are_known_after_deployment(run):
    found = run("""
        const bucket = new sst.aws.Bucket("Files");
        const queue = new sst.aws.Queue("Jobs");
        new sst.aws.Function("Work", {
          handler: "src/work.handler",
          environment: {
            PLACE: bucket.name.apply((name) => `s3://${name}/in`),
            BOTH: $resolve([bucket.arn, queue.url]).apply(([arn, url]) => `${arn} ${url}`),
            ALL: $util.all([bucket.name]).apply(([name]) => name),
            JOINED: $concat("x-", bucket.name),
          },
        });
    """)
    assert {name: known(value) for name, value in found["Work"].environment.items()} == {
        "PLACE": "s3://${Files}/in",
        "BOTH": "${Files.Arn} ${Jobs}",
        "ALL": "${Files}",
        "JOINED": "x-${Files}",
    }


def test_more_than_can_be_deployed_is_left_out_and_told(run):
    found = run("""
        const twenty = [..."abcdefghijklmnopqrst"];
        for (const a of twenty) for (const b of twenty) for (const c of twenty) {
          new aws.sqs.Queue(`${a}${b}${c}`, {});
        }
    """)
    assert "the program has more than 5,000 resources; the rest is left out" in found.told


def test_transforms_of_one_and_of_all(run):
    found = run("""
        $transform(sst.aws.Function, (args) => {
          args.memory = "512 MB";
        });
        new sst.aws.Function("Work", {
          handler: "src/work.handler",
          transform: {
            function: { tracingConfig: { mode: "Active" } },
            role: (args) => { args.managedPolicyArns = ["arn:aws:iam::aws:policy/AdministratorAccess"]; },
          },
        });
    """)
    function = found["Work"]
    assert (known(function.memory), known(function.tracing)) == (512, "Active")
    assert [reference.name for reference in function.role.references] == ["arn:aws:iam::aws:policy/AdministratorAccess"]


def test_a_condition_of_the_stage_counts_on_both_sides(run):
    found = run("""
        if ($app.stage === "production") {
          new sst.aws.Function("Real", { handler: "src/work.handler" });
        } else {
          new sst.aws.Function("Trial", { handler: "src/work.handler" });
        }
        if ($dev) {
          new sst.aws.Function("Local", { handler: "src/work.handler" });
        }
    """)
    assert found.ids == ["Real", "Trial"]


def test_resources_of_pulumi(run):
    found = run("""
        const role = new aws.iam.Role("WorkRole", {
          assumeRolePolicy: JSON.stringify({
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
          }),
        });
        new aws.iam.RolePolicy("WorkPolicy", {
          role: role.name,
          policy: aws.iam.getPolicyDocumentOutput({
            statements: [{ actions: ["s3:*"], resources: ["*"] }],
          }).json,
        });
        const work = new aws.lambda.Function("Work", {
          code: new $util.asset.FileArchive("./src"),
          handler: "work.handler",
          runtime: "nodejs22.x",
          role: role.arn,
        });
        new aws.lambda.FunctionUrl("Address", { functionName: work.name, authorizationType: "NONE" });
        const rule = new aws.cloudwatch.EventRule("Nightly", { scheduleExpression: "rate(1 day)" });
        new aws.cloudwatch.EventTarget("Aim", { rule: rule.name, arn: work.arn });
    """)
    assert found.file("Work") == "src/work.ts"
    assert found.allowed("Work") == {"s3:*": ("*",)}
    assert {kind for kind, _, _ in found.triggers("Work")} == {Kind.FUNCTION_URL, Kind.SCHEDULE}


def test_classes_of_the_program_that_extend_components(run):
    found = run("""
        class Worker extends sst.aws.Function {
          constructor(name, args) {
            super(name, { timeout: "1 minute", ...args });
          }
        }
        const worker = new Worker("Work", { handler: "src/work.handler" });
        new sst.aws.Cron("Nightly", { schedule: "rate(1 day)", function: worker.arn });
    """)
    assert known(found["Work"].timeout) == 60
    assert found.triggers("Work") == [(Kind.SCHEDULE, "rate(1 day)", None)]


def test_a_bucket_is_closed_and_rules_for_pages_of_others_are_those_that_somebody_wrote(run):
    found = run("""
        new sst.aws.Bucket("Files");
        new sst.aws.Bucket("Shared", { cors: { allowMethods: ["PUT"] } });
        new sst.aws.Bucket("Pages", { access: "public", cors: false, versioning: true });
        new sst.aws.Function("Work", { handler: "src/work.handler" });
    """)
    closed, opened = found.application.resources["Files"], found.application.resources["Pages"]
    shared = found.application.resources["Shared"]
    assert [(rule.origins, rule.methods) for rule in shared.cors] == [(("*",), ("PUT",))]
    assert closed.cors == opened.cors == []
    statements = {id: found.application.resources[f"{id}Policy"].statements for id in ("Files", "Pages")}
    assert [s.effect for s in statements["Files"]] == ["Deny"]
    assert [(s.effect, s.principals) for s in statements["Pages"]] == [
        ("Allow", (("AWS", "*"),)),
        ("Deny", (("AWS", "*"),)),
    ]
