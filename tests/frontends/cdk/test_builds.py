"""Programs that build the code of their functions first, and deploy what the build tells them."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Files = dict[str, str | bytes]
    Apps = Callable[[Files], list[Application]]

PROGRAM = """
    import * as cdk from 'aws-cdk-lib';
    import * as lambda from 'aws-cdk-lib/aws-lambda';
    import * as path from 'path';
    import * as fs from 'fs/promises';
    import { build } from 'esbuild';
    import { bundle } from '@acme/bundler';

    class Shop extends cdk.Stack {
      add(name: string, folder: string, handler: string) {
        const code = lambda.Code.fromAsset(folder);
        new lambda.Function(this, name, { runtime: lambda.Runtime.NODEJS_22_X, handler, code });
      }
    }
    const app = new cdk.App();
"""
OUTPUTS = """
    async function compile(entryPoint: string) {
      const result = await build({ entryPoints: [entryPoint], outdir: 'out', metafile: true });
      const file = Object.keys(result.metafile!.outputs)[0];
      return { folder: path.dirname(file), handler: `${path.basename(file, '.js')}.handler` };
    }
    (async () => {
      const built = await compile('src/pay.ts');
      new Shop(app, 'Shop').add('Pay', built.folder, built.handler);
    })();
"""
OUTFILE = """
    const compile = async (name: string) => {
      const outfile = path.resolve(__dirname, '..', 'dist', name, 'index.js');
      await build({ entryPoints: { [name]: `src/${name}.ts` }, outfile });
      return path.dirname(outfile);
    };
    Promise.all(['pay'].map(compile)).then(([folder]) => new Shop(app, 'Shop').add('Pay', folder, 'index.handler'));
"""
PACKAGE = """
    async function main() {
      const { folder } = await bundle({ entry: 'src/pay.ts', minify: true });
      new Shop(app, 'Shop').add('Pay', folder, 'index.handler');
    }
    main();
"""
LISTED = """
    async function main() {
      const shop = new Shop(app, 'Shop');
      for (const file of await fs.readdir('src')) {
        const name = path.basename(file, '.ts');
        await build({ entryPoints: [`src/${file}`], outfile: `out/${name}/index.js` });
        shop.add(name, `out/${name}`, 'index.handler');
      }
    }
    main();
"""
SEVERAL = """
    async function main() {
      const { outputFiles } = await build({ entryPoints: ['src/pay.ts', 'src/ship.ts'], outdir: 'out', write: true });
      const shop = new Shop(app, 'Shop');
      for (const file of outputFiles!) {
        const name = path.basename(file.path, '.js');
        shop.add(name, 'out', `${name}.handler`);
      }
    }
    main();
"""
HANDLER = "export const handler = async (event: any) => event.body;\n"


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (OUTPUTS, {"Pay": "src/pay.ts"}),
        (OUTFILE, {"Pay": "src/pay.ts"}),
        (PACKAGE, {"Pay": "src/pay.ts"}),
        (LISTED, {"pay": "src/pay.ts", "ship": "src/ship.ts"}),
        (SEVERAL, {"pay": "src/pay.ts", "ship": "src/ship.ts"}),
    ],
)
def test_handlers_whose_path_a_build_computes(build: str, expected: dict[str, str], apps: Apps) -> None:
    (application,) = apps(
        {
            "cdk.json": '{"app": "npx ts-node bin/app.ts"}',
            "package.json": '{"dependencies": {"aws-cdk-lib": "2"}}',
            "bin/app.ts": dedent(PROGRAM) + dedent(build),
            "src/pay.ts": HANDLER,
            "src/ship.ts": HANDLER,
        }
    )
    entries = {function.id: function.entry for function in application.functions}
    assert {id: e.file if isinstance(e, Entry) else e.why for id, e in entries.items()} == expected
