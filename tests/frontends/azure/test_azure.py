"""Applications of Azure Functions in, functions with their triggers and handlers out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.value import known
from goatherd.frontends.azure import read_azure
from goatherd.model.function import Entry, Unresolved
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Read = Callable[[Files], Application]


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Read:
    """The one application of the files; none of them is broken."""

    def read(files: Files) -> Application:
        (application,), diagnoses = read_azure(Modules(tree_of({"host.json": '{"version": "2.0"}', **files})))
        assert diagnoses == []
        return application

    return read


def _triggers(function: Function) -> set[tuple[str, str, Exposure]]:
    return {(trigger.kind, trigger.detail, trigger.exposure) for trigger in function.triggers}


def _handlers(application: Application) -> dict[str, str]:
    entries = {function.id: function.entry for function in application.functions}
    return {id: f"{e.file}:{e.symbol}:{e.line}" if isinstance(e, Entry) else e.why for id, e in entries.items()}


def _bindings(*bindings: str, script: str = "") -> str:
    file = f', "scriptFile": "{script}"' if script else ""
    return f'{{"bindings": [{", ".join(bindings)}]{file}}}'


HTTP = '{"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": ["get", "post"]}'


def test_a_description_that_is_left_beside_a_script_that_registers_itself(read: Read) -> None:
    script = """const { app } = require('@azure/functions');
app.http('Hello', { methods: ['GET'], authLevel: 'anonymous', handler: async () => ({ body: 'hello' }) });
"""
    application = read({"Hello/function.json": _bindings(HTTP), "Hello/index.js": script})
    (hello,) = application.functions
    assert isinstance(hello.entry, Entry)


def test_comments_in_descriptions_as_the_host_takes_them(read: Read) -> None:
    application = read(
        {
            "host.json": '{\n  // a comment\n  "extensions": {"http": {"routePrefix": "v1"}},\n}',
            "Hello/function.json": _bindings(HTTP + " /* or 'function' */,"),
            "Hello/index.js": "module.exports = async function (context, req) {};\n",
        }
    )
    (hello,) = application.functions
    assert (Kind.AZURE_HTTP, "GET /v1/Hello", Exposure.ANONYMOUS) in _triggers(hello)


def test_a_description_beside_a_script(read: Read) -> None:
    application = read(
        {
            "Hello/function.json": _bindings(HTTP, '{"type": "http", "direction": "out", "name": "res"}'),
            "Hello/index.js": "const x = 1;\nmodule.exports = async function (context, req) {};\n",
            "Count/function.json": _bindings('{"type": "queueTrigger", "name": "msg", "queueName": "jobs"}'),
            "Count/__init__.py": "def main(msg):\n    pass\n",
            "local.settings.json": '{"Values": {"LEVEL": "info"}, "ConnectionStrings": {"DB": "Server=a"}}',
        }
    )
    assert (application.name, application.framework) == ("host.json", "azure")
    assert _handlers(application) == {"Hello": "Hello/index.js:default:2", "Count": "Count/__init__.py:main:1"}
    count, hello = application.functions
    assert _triggers(hello) == {
        (Kind.AZURE_HTTP, "GET /api/Hello", Exposure.ANONYMOUS),
        (Kind.AZURE_HTTP, "POST /api/Hello", Exposure.ANONYMOUS),
    }
    assert _triggers(count) == {(Kind.AZURE_QUEUE, "jobs", Exposure.ACCOUNT)}
    assert {name: known(value) for name, value in count.environment.items()} == {"LEVEL": "info", "DB": "Server=a"}


@pytest.mark.parametrize(
    ("script", "files", "handler"),
    [
        ("../dist/F/index.js", {"F/index.ts": "export default async function (context) {}\n"}, "F/index.ts:default:1"),
        ("../dist/src/f.js", {"src/f.ts": "\nexport const run = async () => {};\n"}, "src/f.ts:run:2"),
        ("run.js", {"F/run.js": "exports.handler = () => {};\n"}, "F/run.js:handler:1"),
        ("run.js", {"F/run.js": "const x = 1;\nmodule.exports = { run: async () => {} };\n"}, "F/run.js:run:2"),
        ("gone.js", {}, "its script gone.js was not found"),
    ],
)
def test_scripts_that_a_build_makes(read: Read, script: str, files: Files, handler: str) -> None:
    application = read({"F/function.json": _bindings(HTTP, script=script), **files})
    assert _handlers(application) == {"F": handler}


def test_a_program_in_another_language_is_foreign(read: Read) -> None:
    application = read({"F/function.json": _bindings(HTTP, script="../bin/F.dll")})
    entry = application.functions[0].entry
    assert isinstance(entry, Unresolved)
    assert entry.foreign


@pytest.mark.parametrize(
    ("level", "exposure"),
    [
        ('"authLevel": "anonymous"', Exposure.ANONYMOUS),
        ('"authLevel": "function"', Exposure.AUTHENTICATED),
        ('"authLevel": "admin"', Exposure.AUTHENTICATED),
        ('"x": 1', Exposure.AUTHENTICATED),
    ],
)
def test_who_may_call(read: Read, level: str, exposure: Exposure) -> None:
    binding = f'{{"type": "httpTrigger", "name": "req", "route": "a/{{id}}", {level}}}'
    application = read({"F/function.json": _bindings(binding), "F/index.js": "module.exports = async () => {};\n"})
    assert _triggers(application.functions[0]) == {(Kind.AZURE_HTTP, "ANY /api/a/{id}", exposure)}


@pytest.mark.parametrize(
    ("type", "kind", "exposure"),
    [
        ("blobTrigger", Kind.AZURE_BLOB, Exposure.ACCOUNT),
        ("serviceBusTrigger", Kind.SERVICE_BUS, Exposure.ACCOUNT),
        ("eventHubTrigger", Kind.EVENT_HUB, Exposure.ACCOUNT),
        ("eventGridTrigger", Kind.EVENT_GRID, Exposure.ACCOUNT),
        ("cosmosDBTrigger", Kind.COSMOS_DB, Exposure.ACCOUNT),
        ("signalRTrigger", Kind.SIGNALR, Exposure.AUTHENTICATED),
        ("timerTrigger", Kind.SCHEDULE, Exposure.INTERNAL),
        ("activityTrigger", Kind.DURABLE, Exposure.INTERNAL),
        ("somethingTrigger", Kind.CLOUD_EVENT, Exposure.ACCOUNT),
    ],
)
def test_kinds_of_triggers(read: Read, type: str, kind: str, exposure: Exposure) -> None:
    application = read({"F/function.json": _bindings(f'{{"type": "{type}", "name": "x"}}'), "F/index.js": ""})
    assert [(t.kind, t.exposure) for t in application.functions[0].triggers] == [(kind, exposure)]


def test_functions_that_python_decorates(read: Read) -> None:
    application = read(
        {
            "host.json": '{"extensions": {"http": {"routePrefix": "v1"}}}',
            "function_app.py": """
                import azure.functions as func
                from jobs import bp

                app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
                app.register_functions(bp)

                @app.function_name(name="Hello")
                @app.route(route="hello/{name}", methods=["GET"])
                @app.queue_output(arg_name="out", queue_name="jobs", connection="C")
                def hello(req, out):
                    pass

                @app.route("keys", auth_level=func.AuthLevel.FUNCTION, methods=[func.HttpMethod.POST])
                def keys(req):
                    pass
            """,
            "jobs.py": """
                import azure.functions as func

                bp = func.Blueprint()

                @bp.queue_trigger(arg_name="msg", queue_name="jobs", connection="C")
                def work(msg):
                    pass

                @bp.timer_trigger(arg_name="timer", schedule="0 */5 * * * *")
                def tick(timer):
                    pass
            """,
        }
    )
    assert {function.id: _triggers(function) for function in application.functions} == {
        "Hello": {(Kind.AZURE_HTTP, "GET /v1/hello/{name}", Exposure.ANONYMOUS)},
        "keys": {(Kind.AZURE_HTTP, "POST /v1/keys", Exposure.AUTHENTICATED)},
        "work": {(Kind.AZURE_QUEUE, "jobs", Exposure.ACCOUNT)},
        "tick": {(Kind.SCHEDULE, "0 */5 * * * *", Exposure.INTERNAL)},
    }
    assert _handlers(application)["work"] == "jobs.py:work:7"


@pytest.mark.parametrize(
    "head",
    [
        "const { app } = require('@azure/functions');",
        "import { app } from '@azure/functions';",
        "import { app as app } from '@azure/functions';",
    ],
)
def test_functions_that_node_registers(read: Read, head: str) -> None:
    program = """
        app.http('hello', { methods: ['GET'], authLevel: 'function', handler: async (request, context) => ({}) });
        app.post('make', { route: 'things', handler: make });
        app.storageQueue('work', { queueName: 'jobs', handler: work });
        app.timer('tick', { schedule: '0 0 * * * *', handler: work });
    """
    application = read({"src/functions/all.js": f"{head}\n{program}"})
    assert {function.id: _triggers(function) for function in application.functions} == {
        "hello": {(Kind.AZURE_HTTP, "GET /api/hello", Exposure.AUTHENTICATED)},
        "make": {(Kind.AZURE_HTTP, "POST /api/things", Exposure.ANONYMOUS)},
        "work": {(Kind.AZURE_QUEUE, "jobs", Exposure.ACCOUNT)},
        "tick": {(Kind.SCHEDULE, "0 0 * * * *", Exposure.INTERNAL)},
    }


def test_the_routes_of_express_are_no_functions(tree_of: Callable[[Files], Tree]) -> None:
    program = "const df = require('durable-functions');\nconst app = express();\napp.get('/x', (req, res) => {});\n"
    assert read_azure(Modules(tree_of({"host.json": "{}", "index.js": program}))) == ([], [])


def test_a_broken_description_is_told_and_hides_nothing(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {
        "host.json": "{}",
        "A/function.json": "{",
        "B/function.json": _bindings(HTTP),
        "B/index.js": "module.exports = () => {};\n",
    }
    (application,), diagnoses = read_azure(Modules(tree_of(files)))
    assert [function.id for function in application.functions] == ["B"]
    assert [diagnosis.span.path for diagnosis in diagnoses] == ["A/function.json"]


def test_two_hosts_are_two_applications(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {
        "host.json": "{}",
        "F/function.json": _bindings(HTTP),
        "jobs/host.json": "{}",
        "jobs/F/function.json": _bindings(HTTP),
    }
    applications, _ = read_azure(Modules(tree_of(files)))
    assert [application.name for application in applications] == ["host.json", "jobs/host.json"]


@pytest.mark.parametrize("around", ["", "svc/"])
def test_a_function_json_without_a_host_json(tree_of: Callable[[Files], Tree], around: str) -> None:
    binding = {"type": "httpTrigger", "name": "req", "authLevel": "anonymous"}
    files: Files = {
        f"{around}package.json": "{}",
        f"{around}hello/function.json": json.dumps({"bindings": [binding]}),
        f"{around}hello/index.js": "module.exports = function (context, req) { context.done(); };",
        f"{around}other/function.json": '{"name": "no function of Azure"}',
    }
    (application,), diagnoses = read_azure(Modules(tree_of(files)))
    assert diagnoses == []
    (function,) = application.functions
    assert function.entry == Entry(f"{around}hello/index.js", "default", "javascript", 1, around.rstrip("/"))
    assert _triggers(function) == {(Kind.AZURE_HTTP, "ANY /api/hello", Exposure.ANONYMOUS)}


def test_registrations_without_a_host_json(tree_of: Callable[[Files], Tree]) -> None:
    registered = "const { app } = require('@azure/functions');\napp.http('hi', { handler: async (req) => ({}) });\n"
    decorated = "import azure.functions as func\napp = func.FunctionApp()\n@app.route('x')\ndef x(req): ...\n"
    files: Files = {
        "node/package.json": '{"dependencies": {"@azure/functions": "^4"}}',
        "node/src/hi.js": registered,
        "python/requirements.txt": "azure-functions\n",
        "python/function_app.py": decorated,
        "with/package.json": '{"dependencies": {"@azure/functions": "^4"}}',
        "with/app/host.json": "{}",
        "with/app/src/hi.js": registered,
    }
    applications, diagnoses = read_azure(Modules(tree_of(files)))
    assert diagnoses == []
    found = {application.name: [function.id for function in application.functions] for application in applications}
    assert found == {"node/package.json": ["hi"], "python/requirements.txt": ["x"], "with/app/host.json": ["hi"]}


def test_the_only_export_needs_no_name(read: Read) -> None:
    application = read(
        {
            "a/function.json": _bindings(HTTP),
            "a/index.ts": "export interface Row {}\nexport const lookUp: AzureFunction = async (context) => {};\n",
            "b/function.json": _bindings(HTTP),
            "b/index.js": "exports.helper = () => 1;\nexports.run = (context) => {};\n",
        }
    )
    assert _handlers(application) == {"a": "a/index.ts:lookUp:2", "b": "b/index.js:run:2"}


def test_a_script_whose_path_differs_in_capitals(read: Read) -> None:
    application = read(
        {
            "DeleteNote/function.json": _bindings(HTTP, script="../dist/deleteNote/index.js"),
            "DeleteNote/index.ts": "export default async (context, req) => {};\n",
            "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "rootDir": "."}}',
            "other/function.json": _bindings(HTTP, script="../dist/another/index.js"),
        }
    )
    assert _handlers(application) == {
        "DeleteNote": "DeleteNote/index.ts:default:1",
        "other": "its script ../dist/another/index.js was not found",
    }


def test_a_script_that_decorates_has_no_other_function(read: Read) -> None:
    decorated = "import azure.functions as func\nbp = func.Blueprint()\n@bp.route('x')\ndef x(req): ...\n"
    application = read({"work/function.json": _bindings(HTTP), "work/__init__.py": decorated})
    assert [function.id for function in application.functions] == ["x"]


def test_what_was_packed_says_where_it_came_from(read: Read) -> None:
    packed = {
        "bindings": [{"type": "httpTrigger", "name": "req"}],
        "scriptFile": "../_main/index.js",
        "entryPoint": "hello",
        "_originalScriptFile": "../hello/handler.js",
        "_originalEntryPoint": "run",
    }
    application = read(
        {"hello/function.json": json.dumps(packed), "hello/handler.js": "exports.run = (context) => {};"}
    )
    (function,) = application.functions
    assert function.entry == Entry("hello/handler.js", "run", "javascript", 1, "")


def test_descriptions_that_a_build_puts_beside_each_other(read: Read) -> None:
    application = read(
        {
            "handlers/users/get/function.json": _bindings(HTTP),
            "handlers/users/get/index.ts": "const index = make();\nexport { index };\n",
            "handlers/add/function.json": _bindings(HTTP),
            "handlers/add/index.ts": """
                export class Input {}
                export async function add(input: Input) {}
                export async function addFunc(context: Context) {
                    context.res = await run(add);
                }
            """,
            "dist/add/function.json": _bindings(HTTP),
            "dist/gone/function.json": _bindings(HTTP),
            "tests/fixtures/function.json": _bindings(HTTP),
        }
    )
    assert _handlers(application) == {
        "add": "handlers/add/index.ts:addFunc:4",
        "get": "handlers/users/get/index.ts:index:2",
    }


def test_a_host_below_another_has_descriptions_of_its_own(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {
        "host.json": "{}",
        "a/function.json": _bindings(HTTP),
        "inner/host.json": "{}",
        "inner/b/function.json": _bindings(HTTP),
    }
    applications, _ = read_azure(Modules(tree_of(files)))
    assert {a.name: [f.id for f in a.functions] for a in applications} == {"host.json": ["a"], "inner/host.json": ["b"]}


WRAPPER = """
    import { app, HttpFunctionOptions } from '@azure/functions';
    export default class Wrapper {
        private name: string;
        constructor(private handler: Function) {}
        private run = async (request, context) => this.handler(await request.json());
        public setPublic = (): this => this;
        public configure = (given: { name: string, options: Omit<HttpFunctionOptions, 'handler'> }): this => {
            const { name, options } = given;
            app.http(name, {
                ...options, route: options.route ?? name.toLowerCase(), handler: this.run, authLevel: 'anonymous',
            });
            return this;
        };
    }
"""


def test_registrations_behind_a_class_or_a_helper(read: Read) -> None:
    application = read(
        {
            "package.json": '{"main": "dist/src/functions/*/*.js", "dependencies": {"@azure/functions": "4"}}',
            "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "rootDir": "."}}',
            "src/wrapper.ts": WRAPPER,
            "src/functions/api/login.ts": """
                import Wrapper from '../../wrapper';
                const handler = async (body) => ({ body });
                export default new Wrapper(handler)
                    .setPublic()
                    .configure({ name: 'Login', options: { methods: ['POST'] } });
            """,
            "src/functions/api/users.ts": """
                import Wrapper from '../../wrapper';
                export default new Wrapper(async () => ({}))
                    .configure({ name: 'Users', options: { methods: ['GET'], route: 'users/{id?}' } });
            """,
            "src/route.js": """
                const { app } = require('@azure/functions');
                exports.route = (name, { auth, handler }) =>
                    app.get(name, { authLevel: auth || 'function', handler });
            """,
            "src/functions/more/index.js": """
                const { route } = require('../../route');
                route('one', { handler: () => ({}) });
                route('two', { auth: 'anonymous', handler: () => ({}) });
            """,
        }
    )
    assert _handlers(application) == {
        "Login": "src/functions/api/login.ts:Login:4",
        "Users": "src/functions/api/users.ts:Users:3",
        "one": "src/functions/more/index.js:one:3",
        "two": "src/functions/more/index.js:two:4",
    }
    assert set().union(*map(_triggers, application.functions)) == {
        (Kind.AZURE_HTTP, "POST /api/login", Exposure.ANONYMOUS),
        (Kind.AZURE_HTTP, "GET /api/users/{id?}", Exposure.ANONYMOUS),
        (Kind.AZURE_HTTP, "GET /api/one", Exposure.AUTHENTICATED),
        (Kind.AZURE_HTTP, "GET /api/two", Exposure.ANONYMOUS),
    }


def test_a_program_that_declares_its_functions_leaves_nothing_to_guess(read: Read) -> None:
    application = read(
        {
            "function_app.py": """
                import azure.functions as func
                app = func.FunctionApp()

                @app.route(route="a")
                def a(req):
                    pass
            """,
            "old_timer.py": "import azure.functions as func\n\ndef main(timer: func.TimerRequest) -> None:\n    pass\n",
        }
    )
    assert [function.id for function in application.functions] == ["a"]


def test_decorators_of_the_program_below_those_of_the_platform(read: Read) -> None:
    application = read(
        {
            "function_app.py": """
                import functools
                import azure.functions as func
                from guards import role

                app = func.FunctionApp()

                def logged(function):
                    @functools.wraps(function)
                    def wrapper(req):
                        return function(req)
                    return wrapper

                @app.route(route="a")
                @logged
                def a(req):
                    pass

                @app.route(route="b", auth_level=func.AuthLevel.ANONYMOUS)
                @logged
                def b(req):
                    pass

                @app.function_name("third")
                @app.route(route="c")
                @role("admin")
                def c(req):
                    pass
            """,
            "guards.py": """
                def role(name):
                    def decorate(function):
                        def inner(req):
                            return function(req)
                        return inner
                    return decorate
            """,
        }
    )
    assert _handlers(application) == {
        "a": "function_app.py:a:16",
        "b": "function_app.py:b:21",
        "third": "function_app.py:c:27",
    }


SITE = """{"routes": [
    {"route": "/login", "rewrite": "/.auth/login/aad"},
    {"route": "/api/admin/*", "allowedRoles": ["admin", "owner"]},
    {"route": "/api/items", "methods": ["POST"], "allowedRoles": ["authenticated"]},
    {"route": "/api/open*", "allowedRoles": ["anonymous", "admin"]},
    {"route": "/api/*", "allowedRoles": ["authenticated"]}
]}"""
API: Files = {
    "api/host.json": "{}",
    "api/src/app.js": """
        const { app } = require('@azure/functions');
        app.http('users', { authLevel: 'anonymous', route: 'admin/users/{id}', handler: () => {} });
        app.post('items', { authLevel: 'anonymous', handler: () => {} });
        app.get('opened', { authLevel: 'anonymous', handler: () => {} });
        app.timer('tick', { schedule: '0 * * * * *', handler: () => {} });
    """,
}


def _site(tree_of: Callable[[Files], Tree], files: Files) -> dict[str, tuple[Exposure, str | None]]:
    (application,), diagnoses = read_azure(Modules(tree_of({**API, **files})))
    assert diagnoses == []
    triggers = [trigger for function in application.functions for trigger in function.triggers]
    return {trigger.detail: (trigger.exposure, trigger.authorizer) for trigger in triggers}


def test_a_static_web_app_asks_for_roles_before_its_api_is_called(tree_of: Callable[[Files], Tree]) -> None:
    assert _site(tree_of, {"app/public/staticwebapp.config.json": SITE}) == {
        "ANY /api/admin/users/{id}": (Exposure.AUTHENTICATED, "staticwebapp.config.json (admin, owner)"),
        "POST /api/items": (Exposure.AUTHENTICATED, "staticwebapp.config.json (authenticated)"),
        "GET /api/opened": (Exposure.ANONYMOUS, None),
        "0 * * * * *": (Exposure.INTERNAL, None),
    }


def test_rules_for_some_methods_leave_the_others_open(tree_of: Callable[[Files], Tree]) -> None:
    site = '{"routes": [{"route": "/api/*", "methods": ["POST"], "allowedRoles": ["admin"]}]}'
    found = _site(tree_of, {"staticwebapp.config.json": site})
    assert {detail: exposure for detail, (exposure, _) in found.items() if detail.split()[0].isalpha()} == {
        "ANY /api/admin/users/{id}": Exposure.ANONYMOUS,
        "POST /api/items": Exposure.AUTHENTICATED,
        "GET /api/opened": Exposure.ANONYMOUS,
    }


@pytest.mark.parametrize(
    "files",
    [
        {"staticwebapp.config.json": '{"routes": [{"route": "/admin/*", "allowedRoles": ["admin"]}]}'},
        {"staticwebapp.config.json": '{"navigationFallback": {"rewrite": "/index.html"}}'},
        {"dist/staticwebapp.config.json": SITE},
        {"api/host.json": '{"extensions": {"http": {"routePrefix": ""}}}', "staticwebapp.config.json": SITE},
        {"a/staticwebapp.config.json": SITE, "b/staticwebapp.config.json": '{"routes": [{"route": "/api/*"}]}'},
    ],
)
def test_sites_that_ask_nobody(tree_of: Callable[[Files], Tree], files: Files) -> None:
    assert {exposure for exposure, _ in _site(tree_of, files).values()} == {Exposure.ANONYMOUS, Exposure.INTERNAL}


@pytest.mark.parametrize(
    ("level", "exposure"), [("ANONYMOUS", Exposure.ANONYMOUS), ("FUNCTION", Exposure.AUTHENTICATED)]
)
@pytest.mark.parametrize(
    "made", ["web = FastAPI()\n", "def make():\n    app = FastAPI()\n    return app\n\nweb = make()\n"]
)
def test_a_web_application_that_one_function_serves(read: Read, level: str, exposure: Exposure, made: str) -> None:
    served = f"app = func.AsgiFunctionApp(app=web, http_auth_level=func.AuthLevel.{level})\n"
    application = read(
        {
            "function_app.py": "import azure.functions as func\nfrom api.main import web\n" + served,
            "api/main.py": "from fastapi import FastAPI\n" + made,
        }
    )
    assert _handlers(application) == {"http_app_func": f"api/main.py:{'make' if 'make' in made else 'web'}:2"}
    assert [(t.kind, t.exposure) for t in application.functions[0].triggers] == [(Kind.WEB, exposure)]


def test_what_starts_orchestrations_is_called_as_anything_else(read: Read) -> None:
    application = read(
        {
            "index.js": """
                const df = require('durable-functions');
                df.app.client.http('start', { route: 'go', authLevel: 'anonymous', handler: async () => {} });
                df.app.client.storageQueue('queued', { queueName: 'jobs', handler: async () => {} });
                df.app.orchestration('all', function* (context) {});
                df.app.activity('one', { handler: () => 1 });
            """,
        }
    )
    assert set().union(*map(_triggers, application.functions)) == {
        (Kind.AZURE_HTTP, "ANY /api/go", Exposure.ANONYMOUS),
        (Kind.AZURE_QUEUE, "jobs", Exposure.ACCOUNT),
        (Kind.DURABLE, "orchestration", Exposure.INTERNAL),
        (Kind.DURABLE, "activity", Exposure.INTERNAL),
    }


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"F/run.ps1": "param($Request)\n"}, "PowerShell is not analysed"),
        ({"F/run.csx": "using System;\n"}, "C# is not analysed"),
        (
            {"host.json": '{"customHandler": {"description": {}}}', "main.go": ""},
            "what a custom handler runs is not analysed",
        ),
    ],
)
def test_scripts_in_other_languages_are_named(read: Read, files: Files, why: str) -> None:
    (function,) = read({"F/function.json": _bindings(HTTP), **files}).functions
    assert isinstance(function.entry, Unresolved)
    assert (function.entry.why, function.entry.foreign) == (why, True)


def test_registrations_that_are_not_understood_are_told(tree_of: Callable[[Files], Tree]) -> None:
    program = "import { app } from '@azure/functions';\nexport const add = (name) => app.http(name, { handler });\n"
    applications, (told,) = read_azure(Modules(tree_of({"host.json": "{}", "src/wrapper.ts": program})))
    assert applications == []
    assert (told.span.path, told.incomplete) == ("src/wrapper.ts", True)
    assert "none of them is recognised" in told.message
