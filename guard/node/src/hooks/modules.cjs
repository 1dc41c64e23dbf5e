'use strict';
// Packages whose authors publish ES modules: what those export cannot be replaced, so that a module of the guard's own stands in front,
// which exports the same. Node hands a source on before it is run, to hooks in this thread since 22.15, before to those of a
// thread that has to be started; so that is done only where such a package is there and ES modules are used.

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { isMainThread } = require('node:worker_threads');

const { existsSync, readFileSync } = fs;
const MARK = 'goatherd-guard'; // query of the module itself
const FILES = new Map([ // where its path goes on below node_modules -> what is replaced
  ['ejs/lib/esm/ejs.js', ['default']],
  ['js-yaml/dist/js-yaml.mjs', ['load', 'loadAll', 'default']],
  ['lodash-es/template.js', ['default']],
  ['mustache/mustache.mjs', ['default']],
]);

/** `watched(package, exports)` replaces functions of an object. */
exports.install = (watched) => {
  exports.watched = watched;
  const task = process.env.LAMBDA_TASK_ROOT ?? process.cwd();
  const folders = [task, '/opt/nodejs'].map((each) => path.join(each, 'node_modules'));
  if (!usesModules(task) || !folders.some((each) => [...FILES.keys()].some((file) => existsSync(path.join(each, file))))) return;
  if (Module.registerHooks) Module.registerHooks({ load: (url, context, next) => inFront(url, next(url, context)) });
  else if (isMainThread) Module.register?.('./loader.mjs', pathToFileURL(__filename)); // from 18.19 on; other threads share it
};

function usesModules(task) {
  const [folder, name] = [path.dirname(process.env.GOATHERD_HANDLER ?? ''), path.basename(process.env.GOATHERD_HANDLER ?? '').split('.')[0]];
  if (process.argv[1]?.endsWith('.mjs') || existsSync(path.join(task, folder, `${name}.mjs`))) return true;
  try {
    return JSON.parse(readFileSync(path.join(task, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
}

/** What is loaded for an address: the module itself, or the one in front of it. */
function inFront(url, loaded) {
  const file = url.slice(url.lastIndexOf('/node_modules/') + '/node_modules/'.length);
  const names = loaded.format === 'module' ? FILES.get(file)?.filter((name) => isExported(String(loaded.source), name)) : undefined;
  if (!names) return loaded;
  const real = JSON.stringify(`${url}?${MARK}`);
  const name = JSON.stringify(file.split('/')[0]);
  const source = `import * as real from ${real};
import { createRequire } from 'node:module';
export * from ${real};
const replaced = createRequire(${JSON.stringify(pathToFileURL(__filename).href)})('./modules.cjs').watched(${name}, { ...real });
${names.map((each) => (each === 'default' ? 'export default replaced.default;' : `export const ${each} = replaced.${each};`)).join('\n')}
`;
  return { format: 'module', shortCircuit: true, source };
}

const isExported = (source, name) =>
  (name === 'default' ? /\bexport\s+default\b|\bas\s+default\b/ : new RegExp(`\\bexport\\s*\\{[^}]*\\b${name}\\b|\\bexport\\s+function\\s+${name}\\b`)).test(source);

exports.inFront = inFront;
