"""Projects of Firebase in, functions with their triggers and handlers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.value import is_true
from goatherd.frontends.google import read_google
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind
from goatherd.surface.ways_in import ways_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Read = Callable[[Files], list[Application]]

PROJECT = '{"functions": {"source": "functions"}}'


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Read:
    def read(files: Files) -> list[Application]:
        applications, diagnoses = read_google(Modules(tree_of({"firebase.json": PROJECT, **files})))
        assert diagnoses == []
        return applications

    return read


def _functions(application: Application) -> dict[str, tuple[str, str, Exposure]]:
    return {f.id: (f.triggers[0].kind, f.triggers[0].detail, f.triggers[0].exposure) for f in application.functions}


def _symbols(application: Application) -> dict[str, str]:
    entries = {function.id: function.entry for function in application.functions}
    return {id: f"{e.file}:{e.symbol}" for id, e in entries.items() if isinstance(e, Entry)}


FIRST_GENERATION = """
    const functions = require('firebase-functions');
    const { defineString } = require('firebase-functions/params');
    const runtime = functions.region('europe-west1').runWith({ memory: '1GB' });

    exports.page = functions.https.onRequest((req, res) => {});
    exports.hidden = functions.runWith({ invoker: 'private' }).https.onRequest((req, res) => {});
    exports.call = runtime.https.onCall((data, context) => {});
    exports.user = functions.firestore.document('users/{id}').onCreate((snap, context) => {});
    exports.value = functions.database.ref('/messages/{id}').onWrite((change) => {});
    exports.file = functions.storage.object().onFinalize((object) => {});
    exports.told = functions.pubsub.topic('news').onPublish((message) => {});
    exports.tick = functions.pubsub.schedule('every 5 minutes').timeZone('UTC').onRun(() => {});
    exports.joined = functions.auth.user().onCreate((user) => {});
    exports.helper = (x) => x;
    exports.name = defineString('NAME');
"""


CALLABLES = """
    import { onCall, isSignedIn, hasClaim } from 'firebase-functions/v2/https';
    import * as functions from 'firebase-functions/v1';

    export const open = onCall((request) => {});
    export const checked = onCall({ enforceAppCheck: true }, (request) => {});
    export const users = onCall({ authPolicy: isSignedIn() }, (request) => {});
    export const admins = onCall({ authPolicy: hasClaim('role', 'admin'), enforceAppCheck: true }, (request) => {});
    export const own = onCall({ authPolicy: (auth) => auth?.token.email_verified }, (request) => {});
    export const first = functions.runWith({ enforceAppCheck: true }).https.onCall((data, context) => {});
"""


def test_each_callable_is_a_way_in_of_its_own_with_who_may_call(read: Read) -> None:
    (application,) = read({"functions/index.js": CALLABLES})
    triggers = {function.id: function.triggers[0] for function in application.functions}
    assert {id: trigger.exposure for id, trigger in triggers.items()} == {
        "open": Exposure.ANONYMOUS,
        "checked": Exposure.ANONYMOUS,
        "users": Exposure.AUTHENTICATED,
        "admins": Exposure.AUTHENTICATED,
        "own": Exposure.AUTHENTICATED,
        "first": Exposure.ANONYMOUS,
    }
    assert {trigger.kind for trigger in triggers.values()} == {Kind.CALLABLE}
    assert "anybody can call it" in triggers["open"].why
    assert [id for id, trigger in triggers.items() if "App Check" in trigger.why] == ["checked", "admins", "first"]
    assert triggers["admins"].why.startswith("only users who have signed in and have a claim")
    ways = [(way.noun, way.label, way.exposure.label) for way in ways_in(application)]
    assert ways[0] == ("callable function", "checked", "anonymous")
    assert len(ways) == 6


def test_builders_of_the_first_generation(read: Read) -> None:
    (application,) = read({"functions/index.js": FIRST_GENERATION})
    assert (application.name, application.framework) == ("firebase.json", "firebase")
    assert application.templates == ["firebase.json", "functions/index.js"]
    assert _functions(application) == {
        "page": (Kind.GOOGLE_HTTP, "ANY /page", Exposure.ANONYMOUS),
        "hidden": (Kind.GOOGLE_HTTP, "ANY /hidden", Exposure.ACCOUNT),
        "call": (Kind.CALLABLE, "call", Exposure.ANONYMOUS),
        "user": (Kind.FIRESTORE, "users/{id}", Exposure.AUTHENTICATED),
        "value": (Kind.REALTIME_DATABASE, "/messages/{id}", Exposure.AUTHENTICATED),
        "file": (Kind.CLOUD_STORAGE, "file", Exposure.AUTHENTICATED),
        "told": (Kind.PUBSUB, "news", Exposure.ACCOUNT),
        "tick": (Kind.SCHEDULE, "every 5 minutes", Exposure.INTERNAL),
        "joined": (Kind.FIREBASE_AUTH, "joined", Exposure.AUTHENTICATED),
    }


SECOND_GENERATION = """
    import { onRequest, onCall as call } from 'firebase-functions/v2/https';
    import { onDocumentWritten } from 'firebase-functions/v2/firestore';
    import { onMessagePublished } from 'firebase-functions/v2/pubsub';
    import * as scheduler from 'firebase-functions/v2/scheduler';

    export const page = onRequest({ cors: true }, (req, res) => {});
    export const doc = onDocumentWritten('users/{id}', (event) => {});
    export const told = onMessagePublished({ topic: 'news' }, (event) => {});
    export const tick = scheduler.onSchedule('every day', () => {});
    export const helper = compute((x) => x);
"""


def test_builders_of_the_second_generation_in_typescript(read: Read) -> None:
    (application,) = read(
        {
            "functions/package.json": '{"main": "lib/index.js"}',
            "functions/tsconfig.json": '{"compilerOptions": {"outDir": "lib", "rootDir": "src"}}',
            "functions/src/index.ts": SECOND_GENERATION,
        }
    )
    assert _functions(application) == {
        "page": (Kind.GOOGLE_HTTP, "ANY /page", Exposure.ANONYMOUS),
        "doc": (Kind.FIRESTORE, "users/{id}", Exposure.AUTHENTICATED),
        "told": (Kind.PUBSUB, "news", Exposure.ACCOUNT),
        "tick": (Kind.SCHEDULE, "every day", Exposure.INTERNAL),
    }
    assert _symbols(application)["doc"] == "functions/src/index.ts:doc"


def test_exports_of_other_modules_and_groups(read: Read) -> None:
    builder = "const functions = require('firebase-functions');\n"
    (application,) = read(
        {
            "functions/index.js": """
                const { shown } = require('./pages');
                exports.users = require('./users');
                exports.one = require('./pages').first;
                module.exports.shown = shown;
                Object.assign(exports, {});
            """,
            "functions/users.js": builder + "exports.made = functions.auth.user().onCreate(() => {});\n",
            "functions/pages.js": builder
            + "exports.first = functions.https.onRequest(() => {});\n"
            + "exports.shown = functions.https.onCall(() => {});\n",
        }
    )
    assert _symbols(application) == {
        "users-made": "functions/index.js:users.made",
        "one": "functions/index.js:one",
        "shown": "functions/index.js:shown",
    }
    lines = {f.id: f.entry.line for f in application.functions if isinstance(f.entry, Entry)}
    assert lines == {"users-made": 3, "one": 4, "shown": 5}


def test_decorators_of_python(read: Read) -> None:
    program = """
        from firebase_functions import https_fn, firestore_fn, scheduler_fn

        @https_fn.on_request()
        def page(req):
            pass

        @https_fn.on_call()
        def call(req):
            pass

        @firestore_fn.on_document_created(document="users/{id}")
        def user(event):
            pass

        @scheduler_fn.on_schedule(schedule="every day")
        def tick(event):
            pass

        def helper():
            pass
    """
    (application,) = read({"functions/main.py": program})
    assert _functions(application) == {
        "page": (Kind.GOOGLE_HTTP, "ANY /page", Exposure.ANONYMOUS),
        "call": (Kind.CALLABLE, "call", Exposure.ANONYMOUS),
        "user": (Kind.FIRESTORE, "users/{id}", Exposure.AUTHENTICATED),
        "tick": (Kind.SCHEDULE, "every day", Exposure.INTERNAL),
    }


@pytest.mark.parametrize(
    ("options", "other"),
    [
        ("functions", True),
        ("functions.runWith({ memory: '1GB' })", True),
        ("functions.runWith({ serviceAccount: 'shop@' })", False),
        ("functions.region('europe-west1').runWith({ serviceAccount: process.env.ACCOUNT })", False),
    ],
)
def test_whose_account_a_function_of_node_runs_as(options: str, other: bool, read: Read) -> None:
    program = f"""
        const functions = require('firebase-functions');
        exports.page = {options}.https.onRequest((req, res) => {{}});
        exports.other = functions.https.onCall((data) => {{}});
    """
    (application,) = read({"functions/index.js": program})
    assert [is_true(function.default_identity) for function in application.functions] == [other, True]


@pytest.mark.parametrize(
    ("settings", "options", "default"),
    [
        ("", "", True),
        ('options.set_global_options(region="europe-west1")', "max_instances=3", True),
        ('options.set_global_options(service_account="shop@")', "", False),
        ("", 'service_account="shop@"', False),
    ],
)
def test_whose_account_a_function_of_python_runs_as(settings: str, options: str, default: bool, read: Read) -> None:
    program = f"""
        from firebase_functions import https_fn, options
        {settings}

        @https_fn.on_request({options})
        def page(req):
            pass
    """
    (application,) = read({"functions/main.py": program})
    assert [is_true(function.default_identity) for function in application.functions] == [default]


def test_decorated_functions_that_the_main_module_of_python_imports(read: Read) -> None:
    (application,) = read(
        {
            "functions/main.py": """
                import firebase_admin
                from users import greet, helper
                from pages import *
                import unused

                firebase_admin.initialize_app()
            """,
            "functions/users.py": """
                from firebase_functions import db_fn
                from guards import checked

                @db_fn.on_value_created(reference="/users/{id}")
                @checked
                def greet(event):
                    pass

                def helper():
                    pass
            """,
            "functions/guards.py": """
                def checked(function):
                    def wrapper(event):
                        return function(event)
                    return wrapper
            """,
            "functions/pages.py": """
                from firebase_functions.https_fn import on_request

                @on_request()
                def page(req):
                    pass
            """,
            "functions/unused.py": """
                from firebase_functions import https_fn

                @https_fn.on_request()
                def hidden(req):
                    pass
            """,
        }
    )
    assert _functions(application) == {
        "greet": (Kind.REALTIME_DATABASE, "/users/{id}", Exposure.AUTHENTICATED),
        "page": (Kind.GOOGLE_HTTP, "ANY /page", Exposure.ANONYMOUS),
    }
    assert _symbols(application) == {"greet": "functions/users.py:greet", "page": "functions/pages.py:page"}


def test_python_that_no_project_names(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {
        "requirements.txt": "firebase-functions~=0.1.0\n",
        "main.py": "from pages import page\n",
        "pages.py": """
            from firebase_functions import https_fn

            @https_fn.on_call()
            def page(req):
                pass
        """,
    }
    (application,), _ = read_google(Modules(tree_of(files)))
    assert _functions(application) == {"page": (Kind.CALLABLE, "page", Exposure.ANONYMOUS)}


def test_every_codebase_is_an_application(read: Read) -> None:
    program = "exports.page = require('firebase-functions').https.onRequest(() => {});\n"
    applications = read(
        {
            "firebase.json": '{"functions": [{"source": "a"}, {"source": "b"}] /* two */}',
            "a/index.js": program,
            "b/index.js": program,
        }
    )
    assert [application.name for application in applications] == ["a/index.js", "b/index.js"]


def test_modules_that_need_each_other(read: Read) -> None:
    (application,) = read(
        {
            "functions/index.js": "exports.a = require('./other');\n" + FIRST_GENERATION.replace("    ", ""),
            "functions/other.js": "exports.b = require('./index');\n",
        }
    )
    assert "page" in _functions(application)


@pytest.mark.parametrize("text", ["{", "[]", '{"functions": {"source": "../.."}}', '{"functions": 1}'])
def test_projects_that_say_nothing(tree_of: Callable[[Files], Tree], text: str) -> None:
    applications, _ = read_google(Modules(tree_of({"firebase.json": text})))
    assert applications == []


PACKAGE = '{"dependencies": {"firebase-functions": "^3.8.0"}}'
EXPORTED = """
    const functions = require('firebase-functions');
    exports.call = functions.https.onCall((data, context) => {});
"""


@pytest.mark.parametrize("main", ["", '"main": "build/app.js", '])
def test_a_package_that_does_not_say_where_its_program_stands(read: Read, main: str) -> None:
    files = {"functions/package.json": PACKAGE.replace("{", "{" + main, 1), "functions/src/index.ts": EXPORTED}
    (application,) = read(files)
    assert "call" in _functions(application)


def test_packages_that_no_project_names(tree_of: Callable[[Files], Tree]) -> None:
    files = {
        "a/package.json": PACKAGE,
        "a/index.js": EXPORTED,
        "b/package.json": PACKAGE,
        "b/index.js": "exports.x = 1;",
    }
    (application,), _ = read_google(Modules(tree_of(files)))
    assert _functions(application) == {"call": (Kind.CALLABLE, "call", Exposure.ANONYMOUS)}


def test_a_package_beside_the_folder_that_its_project_names_is_not_deployed(read: Read) -> None:
    assert read({"old/package.json": PACKAGE, "old/index.js": EXPORTED}) == []


def test_sources_come_before_what_is_compiled_from_them(read: Read) -> None:
    package = '{"main": "lib/index.js", "dependencies": {"firebase-functions": "6.0.0"}}'
    program = "export const page = functions.https.onRequest((req, res) => {});\n"
    [application] = read(
        {
            "functions/package.json": package,
            "functions/tsconfig.json": '{"compilerOptions": {"outDir": "lib"}}',
            "functions/lib/index.js": "exports.page = require('firebase-functions').https.onRequest(() => {});",
            "functions/src/index.ts": f"import * as functions from 'firebase-functions';\n{program}",
        }
    )
    assert _symbols(application) == {"page": "functions/src/index.ts:page"}


@pytest.mark.parametrize("exported", ["{ ...pages, ...others }", "Object.assign({}, pages, others)"])
def test_modules_that_are_spread_into_the_exports(read: Read, exported: str) -> None:
    library = "import * as functions from 'firebase-functions';\n"
    module = library + "export const {} = functions.https.onRequest(() => {{}});"
    imports = "import * as pages from './pages';\nimport * as others from './others';\n"
    [application] = read(
        {
            "functions/package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0"}}',
            "functions/index.js": f"{imports}module.exports = {exported};",
            "functions/pages.js": module.format("page"),
            "functions/others.js": "export * from './more';",
            "functions/more.js": module.format("more"),
        }
    )
    assert sorted(_symbols(application)) == ["more", "page"]


@pytest.mark.parametrize(
    "files",
    [
        {
            "functions/package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0"}}',
            "functions/index.js": """
                const { defineString, defineSecret } = require('firebase-functions/params');
                const { onRequest } = require('firebase-functions/v2/https');
                const key = defineString('MAIL_KEY', { default: '' });
                const other = defineSecret('OTHER_KEY');
                exports.page = onRequest({ secrets: [other] }, (req, res) => {});
            """,
        },
        {
            "functions/requirements.txt": "firebase-functions",
            "functions/main.py": """
from firebase_functions import https_fn, params

key = params.StringParam("MAIL_KEY")
other = params.SecretParam("OTHER_KEY")


@https_fn.on_request(secrets=[other])
def page(req):
    return "page"
""",
        },
    ],
)
def test_settings_that_a_program_asks_for_are_variables(read: Read, files: Files) -> None:
    ((function,),) = (application.functions for application in read(files))
    assert "MAIL_KEY" in function.environment
    assert "OTHER_KEY" not in function.environment


def test_output_of_a_monorepo_without_a_root_folder(read: Read) -> None:
    package = '{"main": "lib/hello/src/index.js", "dependencies": {"firebase-functions": "6"}}'
    (application,) = read(
        {
            "firebase.json": '{"functions": [{"source": "packages/hello", "codebase": "hello"}]}',
            "packages/hello/package.json": package,
            "packages/hello/tsconfig.json": '{"compilerOptions": {"outDir": "lib"}, "include": ["src", "../shared"]}',
            "packages/hello/src/index.ts": """
                import { onRequest } from 'firebase-functions/v2/https';
                export const hello = onRequest({ invoker: 'public' }, (req, res) => {});
            """,
            "packages/shared/src/index.ts": "export const x = 1;\n",
        }
    )
    assert _symbols(application) == {"hello": "packages/hello/src/index.ts:hello"}


LIBRARY = "import { onCall } from 'firebase-functions/v2/https';\n"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (LIBRARY + "import { make } from 'somewhere';\nexport = make({ onCall: onCall });\n", 1),
        (LIBRARY + "// export const hello = onCall(() => {});\n", 0),
    ],
)
def test_functions_that_are_not_recognised_are_told(tree_of: Callable[[Files], Tree], program: str, told: int) -> None:
    applications, diagnoses = read_google(Modules(tree_of({"firebase.json": PROJECT, "functions/index.ts": program})))
    assert applications == []
    assert [(d.span.path, d.incomplete) for d in diagnoses] == [("functions/index.ts", True)] * told


BUILT = """
    import * as functions from 'firebase-functions';
    import { helper } from '@shop/shared';

    export const page = functions.https.onRequest((request, response) => helper(response));
"""
NX = {
    "firebase.json": '{"functions": {"source": "dist/apps/api"}}',
    "nx.json": "{}",
    "tsconfig.base.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@shop/shared": ["libs/shared.ts"]}}}',
    "apps/api/tsconfig.json": '{"extends": "../../tsconfig.base.json"}',
    "libs/shared.ts": "export const helper = (response) => response.send('hello');",
}
WORKSPACE = """{"projects": {
    "web": {"root": "apps/web", "architect": {"build": {"options":
        {"outputPath": "dist/apps/web", "main": "apps/web/main.ts"}}}},
    "api": {"root": "apps/api", "architect": {"build": {"options":
        {"outputPath": "dist/apps/api", "main": "apps/api/src/%s"}}}}
}}"""


@pytest.mark.parametrize(
    ("file", "described", "main"),
    [
        ("workspace.json", WORKSPACE % "main.ts", "apps/api/src/main.ts"),
        ("angular.json", WORKSPACE % "server.ts", "apps/api/src/server.ts"),
        (
            "apps/api/project.json",
            '{"targets": {"build": {"executor": "@nx/esbuild:esbuild"}}}',
            "apps/api/src/main.ts",
        ),
        (
            "apps/api/project.json",
            '{"targets": {"build": {"options": {"outputPath": "dist/apps/api", "main": "apps/api/src/index.ts"}}}}',
            "apps/api/src/index.ts",
        ),
    ],
)
def test_what_nx_builds_is_read_where_its_sources_stand(read: Read, file: str, described: str, main: str) -> None:
    (application,) = read({**NX, file: described, main: BUILT, "apps/web/main.ts": BUILT})
    assert _symbols(application) == {"page": f"{main}:page"}


def test_a_build_of_another_project_is_none_of_these_functions(read: Read) -> None:
    described = '{"targets": {"build": {"options": {"outputPath": "dist/apps/web", "main": "apps/web/main.ts"}}}}'
    assert read({**NX, "apps/web/project.json": described, "apps/web/main.ts": BUILT}) == []


DATA = """
    export const table = {};
    for (let a = 0; a < 200; a++) {
      for (let b = 0; b < 200; b++) {
        for (let c = 0; c < 200; c++) {
          table[`${a}/${b}/${c}`] = { name: 'a', places: [1, 2, 3] };
        }
      }
    }
    export const schedule = 'every 5 minutes';
"""


@pytest.mark.parametrize("used", ["", "const known = Object.keys(table).length;"])
def test_data_that_takes_longer_than_the_program(read: Read, used: str) -> None:
    files: Files = {
        "functions/package.json": '{"main": "lib/index.js"}',
        "functions/tsconfig.json": '{"compilerOptions": {"outDir": "lib", "rootDir": "src"}}',
        "functions/src/index.ts": "export * from './orders'; export { schedule } from './data';",
        "functions/src/orders.ts": f"""
            import {{ onRequest }} from 'firebase-functions/v2/https';
            import {{ onSchedule }} from 'firebase-functions/v2/scheduler';
            import {{ table }} from './data';
            import {{ EVERY }} from './settings';
            {used}
            export const find = onRequest((req, res) => res.send(table[req.query.id]));
            export const tick = onSchedule(EVERY, async () => {{}});
        """,
        "functions/src/data.ts": DATA,
        "functions/src/settings.ts": "export const EVERY = 'every 5 minutes';",
    }
    (application,) = read(files)
    assert {id: detail for id, (_, detail, _) in _functions(application).items()} == {
        "find": "ANY /find",
        "tick": "every 5 minutes",
    }


def test_a_module_without_the_library_registers_what_it_is_handed(read: Read) -> None:
    files: Files = {
        "functions/index.js": """
            import { onRequest } from 'firebase-functions/v2/https';
            import { routes } from './routes';
            export const { one, two } = routes(onRequest);
        """,
        "functions/routes.js": "export const routes = (make) => ({ one: make(() => {}), two: make(() => {}) });",
    }
    (application,) = read(files)
    assert sorted(_functions(application)) == ["one", "two"]
