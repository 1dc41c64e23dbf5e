// What Lambda calls in place of the function's own handler, which GOATHERD_HANDLER names (`folder/module.function`). The
// layer's wrapper sets both.

import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { guarded, isFile } = createRequire(import.meta.url)('./index.cjs');
const root = process.env.LAMBDA_TASK_ROOT ?? process.cwd();

async function own(name) {
  const folder = path.resolve(root, path.dirname(name));
  const [file, ...members] = path.basename(name).split('.');
  const found = ['', '.js', '.mjs', '.cjs'].map((suffix) => path.join(folder, file + suffix)).find(isFile);
  if (!found) throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
  const module = await load(found);
  const handler = members.reduce((value, member) => value?.[member] ?? value?.default?.[member], module);
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }
  return handler;
}

async function load(file) {
  if (!file.endsWith('.mjs')) {
    try {
      return createRequire(file)(file);
    } catch (error) {
      if (error.code !== 'ERR_REQUIRE_ESM' && !(error instanceof SyntaxError)) throw error;
    }
  }
  return import(pathToFileURL(file));
}

export const handler = guarded(await own(process.env.GOATHERD_HANDLER));
