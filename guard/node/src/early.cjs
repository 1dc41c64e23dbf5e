'use strict';
// What was loaded before the guard, and holds functions as they were: `const { readFile } = require('fs')` is that of Node for
// good, whatever is put in its place afterwards. In ES modules imported names follow; there is nothing to tell.

const fs = require('node:fs');
const path = require('node:path');

const { positions } = require('./hooks/callers.cjs');

const OWN = `${__dirname}${path.sep}`;
const RUNTIME = `${process.env.LAMBDA_RUNTIME_DIR ?? '/var/runtime'}/`;
const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g;
const TAKEN = /\b(?:require|getBuiltinModule)\s*\(\s*['"`](?:node:)?(fs|child_process|https?|http2|net|dns|dgram|vm|v8|worker_threads|wasi|module)(?:\/promises)?['"`]/g;

/** Names of packages, and of built-in modules that the function's own files have taken; sorted. */
exports.early = (loaded = Object.values(require.cache)) => {
  const found = new Set();
  const places = positions();
  for (const { filename } of loaded) {
    if (typeof filename !== 'string' || filename.startsWith(OWN) || filename.startsWith(RUNTIME)) continue;
    const name = [...filename.matchAll(PACKAGE)].at(-1)?.[1];
    if (name) found.add(name);
    else for (const [, taken] of before(filename, places.get(filename)).matchAll(TAKEN)) found.add(taken);
  }
  return [...found].sort();
};

/** The text of a file as far as it has run: of one that waits for the guard, to where it does. */
function before(file, place) {
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
  if (!place) return text;
  const lines = text.split('\n').slice(0, place.line);
  lines.push(lines.pop().slice(0, place.column));
  return lines.join('\n');
}
