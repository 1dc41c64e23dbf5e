'use strict';
// Where the code of a function was written that was built for this sandbox (deployment.py): one bundle, one map.
//
// Files are relative to /var/task; those around the function's folder begin with "../".
// Source: ECMA-426. Mappings are numbers in base 64 with a sign and a mark for more digits, each relative to the one
// before: column of the bundle, then file, line and column of the source.

const { readFileSync } = require('node:fs');
const path = require('node:path');

const TASK = `${process.env.LAMBDA_TASK_ROOT}/`;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

let bundle = ''; // its path
let lines = []; // of the bundle: [{start, file, line, column}], all but `line` from 0, in the order of `start`
let printed = /(?!)/; // its places in printed stacks

try {
  const { file, sources, mappings } = JSON.parse(readFileSync(path.join(TASK, '../bundle.map'), 'utf8'));
  bundle = TASK + file;
  lines = decoded(mappings, sources);
  printed = new RegExp(`(?:file://)?${bundle.replace(/[^\w/]/g, '\\$&')}:(\\d+):(\\d+)`, 'g');
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}

function decoded(mappings, sources) {
  let [source, line, column] = [0, 0, 0];
  return mappings.split(';').map((text) => {
    let start = 0;
    return text.split(',').filter(Boolean).flatMap((segment) => {
      const [moved, ...from] = numbers(segment);
      start += moved;
      if (from.length < 3) return [];
      [source, line, column] = [source + from[0], line + from[1], column + from[2]];
      return [{ start, file: sources[source], line: line + 1, column }];
    });
  });
}

function numbers(segment) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = VALUES.get(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return found;
}

/** {file, line, column} of a place in the bundle, counted from 1; undefined for what no source holds. */
function original(line, column) {
  const found = lines[line - 1]?.findLast(({ start }) => start < column);
  return found && { file: found.file, line: found.line, column: found.column + 1 };
}

/** A printed stack with places of the sources; without frames of what the build itself has added. */
function inSources(stack) {
  if (!bundle) return stack;
  return stack.split('\n').flatMap((text) => {
    let added = false;
    const told = text.replace(printed, (_, line, column) => {
      const found = original(Number(line), Number(column));
      added ||= !found;
      return found ? `${TASK}${found.file}:${found.line}:${found.column}` : '';
    });
    return added && /^\s+at /.test(text) ? [] : [told];
  }).join('\n');
}

exports.hasBundle = bundle !== '';
exports.inSources = inSources;
exports.isBundle = (file) => file === bundle;
exports.original = original;
exports.segments = (index) => lines[index] ?? [];
