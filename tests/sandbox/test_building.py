"""Functions that have to be built run as their sources say, and what is told of them are places in their sources."""

from __future__ import annotations

import os

import pytest

from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE, enclosed
from goatherd.sandbox.pod import Options, Pod
from tests.sandbox.pods import read, summary, written

FUNCTIONS = (
    "Whole",
    "Aliased",
    "Late",
    "Module",
    "Syntax",
    "Shared",
    "Failing",
    "Told",
    "Stale",
    "Loaded",
    "Member",
    "Layered",
)


def template(*names):
    return """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 10, MemorySize: 512}}
Resources:
  Kit: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: kit}}
""" + "".join(
        f"""
  {name}:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: nodejs20.x, Handler: app.handler, CodeUri: {name.lower()}, Layers: [!Ref Kit]}}
    Metadata: {{BuildMethod: esbuild, BuildProperties: {{Loader: [.html=text]}}}}
"""
        for name in names
    )


WHOLE = """\
// The line above everything.
import { readFileSync } from 'node:fs';
import path from 'path';
import type { Nothing } from 'there-is-no-such-package';
import { named } from 'common';
import only, { again } from 'only-a-module';
import settings from './settings.json';

enum Answer { Yes = 'yes' }

export const handler = async (event: { missing?: string }): Promise<unknown> => {
  const text = readFileSync(path.join(__dirname, 'templates', 'hello.txt'), 'utf8');
  if (event.missing) {
    return event
      .missing
      .trim();
  }
  return [text, named, only, again, settings.size, Answer.Yes];
};
"""
FILES = {
    "template.yaml": template(*FUNCTIONS, "Plain", "Broken", "Linked"),
    "package.json": '{"private": true, "workspaces": ["member", "packages/*"]}',
    "whole/app.ts": WHOLE,
    "whole/settings.json": '{"size": 3}',
    "whole/templates/hello.txt": "hello",
    "whole/large.bin": "x" * (1 << 17),
    "whole/node_modules/common/package.json": '{"name": "common"}',
    "whole/node_modules/common/index.js": "module.exports = { ['na' + 'med']: 'of a package' };",
    "whole/node_modules/only-a-module/package.json": '{"type": "module", "exports": "./index.js"}',
    "whole/node_modules/only-a-module/index.js": "export default 'only'; export const again = 'again';",
    "aliased/app.ts": "import { x } from '@lib/x';\nimport { y } from 'lib/y';\n"
    "export const handler = async () => [x, y];",
    "aliased/lib/x.ts": "export const x: string = 'x';",
    "aliased/lib/y.ts": "export const y: string = 'y';",
    "aliased/tsconfig.json": '{"extends": "@tsconfig/none/tsconfig.json",'
    ' "compilerOptions": {"baseUrl": ".", "paths": {"@lib/*": ["./lib/*"]}}} // a comment',
    "late/app.ts": "const found: string[] = await Promise.resolve([import.meta.url]);\n"
    "export const handler = async () => found;",
    "module/package.json": '{"type": "module"}',
    "module/app.ts": "import { createRequire } from 'node:module';\nimport only from 'only';\n"
    "import { help } from './help.js';\nconst require = createRequire(import.meta.url);\n"
    "export const handler = async () => [only, help(), typeof require('fs').readFileSync];",
    "module/help.ts": "export const help = (): string => 'help';",
    "module/node_modules/only/package.json": '{"type": "module", "exports": "./index.js"}',
    "module/node_modules/only/index.js": "export default 'only';",
    "syntax/app.js": "import { sep } from 'path';\nexport const handler = async () => sep;",
    "shared/app.js": "const { where } = require('../common/where');\nexports.handler = async () => where();",
    "common/where.js": "exports.where = () => 'elsewhere';",
    "common/fail.ts": "interface Text {\n  text: string;\n}\n\nexport function fail(given: Text): never {\n"
    "  throw new RangeError(given.text);\n}\n",
    "failing/app.ts": "import { fail } from '../common/fail';\n\nexport const handler = async () =>\n"
    "  fail({ text: 'no' });\n",
    "told/app.ts": "type Kept = string;\n\nexport const handler = async (): Promise<Kept> =>\n"
    "  String(new Error('told').stack);\n",
    "stale/app.ts": "export const handler = async (): Promise<string> => 'fresh';",
    "stale/app.js": "exports.handler = async () => 'stale';",
    "loaded/app.ts": "import page from './page.html';\nexport const handler = async () => page;",
    "loaded/page.html": "<p>",
    "member/app.ts": "import isNumber from 'is-number';\nimport { name } from '@all/named';\n"
    "import { keyed } from 'other';\nexport const handler = async () => [name, keyed, isNumber('1')];",
    "member/package.json": '{"dependencies": {"@all/named": "workspace:*", "other": "file:../packages/keyed"},'
    ' "devDependencies": {"is-number": "7.0.0"}}',
    "packages/named/package.json": '{"name": "@all/named", "main": "built/index.js"}',
    "packages/keyed/package.json": '{"name": "of-its-own"}',
    "packages/keyed/index.ts": "export const keyed = 'by its key';",
    "packages/named/src/index.ts": "export const name: string = 'of the workspace';",
    "layered/app.ts": "import { tool } from 'tools';\nexport const handler = async () => tool();",
    "kit/nodejs/tools/package.json": '{"name": "tools"}',
    "kit/nodejs/tools/index.ts": "export const tool = (): string => 'of the layer';",
    "plain/app.js": "exports.handler = async () => __filename;",
    "broken/app.ts": "export const fine = 1;\nexport const handler = async ( => 1;",
    "linked/app.ts": "import { secret } from './secret';\nexport const handler = async () => secret;",
}


@pytest.fixture(scope="module", params=[ENCLOSED, UNSAFE], ids=["enclosed", "unprotected"])
def isolation(request):
    return request.param


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, isolation):
    """Function -> what came of it; "undeployable" and "before" say what could not run with esbuild and without."""
    folder = written(tmp_path_factory.mktemp("app"), FILES)
    (folder.parent / "outside.ts").write_text("export const secret = 'of the machine';")
    (folder / "linked" / "secret.ts").symlink_to(folder.parent / "outside.ts")
    (folder / "stale" / "app.cjs").symlink_to(folder.parent / "made.cjs")
    (folder / "stale" / "app.mjs").mkdir()
    application = read(folder)
    found = find_dependencies(application, str(folder), install=True)
    assert found.problems == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "none"))
        without = find_dependencies(application, str(folder), install=False)

        def before(place):
            pod = Pod(application, str(folder), place, without, Options(isolation=isolation))
            pod.start()
            yield {"name": "before", "value": pod.undeployable}

        def task(place):
            pod = Pod(application, str(folder), place, found, Options(isolation=isolation))
            pod.start()
            yield {"name": "undeployable", "value": pod.undeployable}
            for function in (*FUNCTIONS, "Plain"):
                done = pod.invoke(function, {})
                yield {"name": function, "value": {**summary(done), "lines": lines(done)}}
            yield {"name": "again", "value": lines(pod.invoke("Whole", {"missing": " x "}))}

        messages = enclosed(before, task, isolation=isolation)
        ran = {message["name"]: message["value"] for message in messages}
        return {**ran, "written": (folder.parent / "made.cjs").exists()}


def lines(done):
    found = {}
    for note in done.notes:
        if note["kind"] == "lines":
            for file, numbers in note["files"].items():
                found.setdefault(file, []).extend(numbers)
    return {file: sorted(numbers) for file, numbers in found.items()}


def said(outcome, function):
    assert outcome[function]["error"] is None
    return outcome[function]["response"]


def test_typescript_runs_with_its_files_and_packages(outcome):
    assert said(outcome, "Whole") == ["hello", "of a package", "only", "again", 3, "yes"]


def test_paths_of_tsconfig_are_followed_and_a_base_that_is_missing_is_not_needed(outcome):
    assert said(outcome, "Aliased") == ["x", "y"]


def test_what_only_a_module_can_say(outcome):
    assert said(outcome, "Late") == ["file:///var/task/app.mjs"]
    assert said(outcome, "Module") == ["only", "help", "function"]


def test_javascript_that_does_not_run_as_it_lies_in_the_tree(outcome):
    assert said(outcome, "Syntax") == "/"
    assert said(outcome, "Shared") == "elsewhere"


def test_javascript_that_runs_as_it_is_stays_as_it_is(outcome):
    assert said(outcome, "Plain") == "/var/task/app.js"


def test_what_was_built_earlier_does_not_take_the_place_of_the_source(outcome):
    assert said(outcome, "Stale") == "fresh"
    assert not outcome["written"]  # through a link that has the bundle's name


def test_packages_of_the_tree_and_those_that_a_bundle_would_hold(outcome):
    assert said(outcome, "Member") == ["of the workspace", "by its key", True]
    assert said(outcome, "Layered") == "of the layer"


def test_loaders_of_the_template(outcome):
    assert said(outcome, "Loaded") == "<p>"


def test_stacks_show_the_sources_also_those_around_the_folder(outcome):
    failed = outcome["Failing"]["error"]
    assert (failed["errorType"], failed["errorMessage"]) == ("RangeError", "no")
    assert failed["trace"][1].strip() == "at fail (/var/task/../common/fail.ts:6:9)"
    assert "/var/task/app.ts:4:3" in failed["trace"][2]
    assert "/var/task/../common/fail.ts:6:9" in outcome["Failing"]["log"]
    assert "/var/task/app.ts:4:10" in said(outcome, "Told")


def test_lines_that_ran_are_those_of_the_sources(outcome):
    assert outcome["Whole"]["lines"] == {"app.ts": [2, 3, 5, 6, 11, 12, 13, 18, 19]}
    assert outcome["again"] == {"app.ts": [14, 15, 16, 17]}
    assert outcome["Failing"]["lines"]["../common/fail.ts"] == [5, 6, 7]


def test_what_does_not_build_is_told_with_its_line(outcome):
    assert outcome["undeployable"]["Broken"] == 'it does not build: Unexpected "=>" (broken/app.ts:2)'
    assert set(outcome["undeployable"]) <= {"Broken", "Linked"}


def test_links_out_of_the_tree_lead_nowhere(outcome, isolation):
    why = outcome["undeployable"].get("Linked")
    assert isolation is UNSAFE or why == 'it does not build: Could not resolve "./secret" (linked/app.ts:1)'


def test_without_esbuild_it_is_said_what_to_do(outcome):
    typescript = "TypeScript has to be built, and esbuild is not in the cache: pass --install once"
    elsewhere = "code outside of its folder has to be built, and esbuild is not in the cache: pass --install once"
    written_in_typescript = {*FUNCTIONS, "Broken", "Linked"} - {"Syntax", "Shared"}
    assert outcome["before"] == {**dict.fromkeys(written_in_typescript, typescript), "Shared": elsewhere}


def test_a_build_that_never_ends_is_given_up_and_pipes_are_not_shown(tmp_path, isolation, monkeypatch):
    code = "import text from './pipe.json';\nexport const handler = async () => text;"
    folder = written(tmp_path, {"template.yaml": template("Endless"), "endless/app.ts": code})
    os.mkfifo(folder / "endless" / "pipe.json")
    application = read(folder)
    found = find_dependencies(application, str(folder), install=True)
    if isolation is UNSAFE:
        monkeypatch.setattr("goatherd.sandbox.esbuild.SECONDS", 3)

    def task(place):
        pod = Pod(application, str(folder), place, found, Options(isolation=isolation))
        pod.start()
        yield pod.undeployable

    none = 'Could not resolve "./pipe.json" (endless/app.ts:1)'
    why = "esbuild took more than 3 s" if isolation is UNSAFE else none
    assert [*enclosed(task, isolation=isolation)] == [{"Endless": f"it does not build: {why}"}]
