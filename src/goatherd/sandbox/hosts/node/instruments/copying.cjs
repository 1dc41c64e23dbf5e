'use strict';
// Lets what copies whole values take our proxies: it is one look at all fields, and cloning refuses proxies.

const v8 = require('node:v8');
const { MessagePort, Worker } = require('node:worker_threads');
const { fieldsOf, isPlain } = require('./reads.cjs');
const { replace, replaceGlobal } = require('./replacing.cjs');

exports.install = (reads) => {
  replace(JSON, 'stringify', (call, [value]) => {
    const fields = fieldsOf(value);
    if (!fields) return reads.quietly(call);
    fields.iterated();
    const text = reads.quietly(call);
    reads.copied = { text, path: fields.path }; // JSON.parse(JSON.stringify(event)) is how many copy
    return text;
  });

  const cloning = (call, args) => {
    const [value, ...rest] = args;
    fieldsOf(value)?.iterated();
    try {
      return reads.quietly(call);
    } catch (error) {
      if (!/could not be cloned/.test(error?.message)) throw error;
      return call([reads.quietly(() => plain(value)), ...rest]);
    }
  };
  replaceGlobal('structuredClone', (call, args) => {
    const copy = cloning(call, args);
    const fields = fieldsOf(args[0]);
    return fields ? reads.follow(copy, fields.path) : copy;
  });
  replace(v8, 'serialize', cloning);
  replace(MessagePort.prototype, 'postMessage', cloning);
  replace(Worker.prototype, 'postMessage', cloning);
};

/** A copy without our proxies, as deep as they may be. */
function plain(value, seen = new Map()) {
  if (seen.has(value)) return seen.get(value);
  const keep = (copy) => seen.set(value, copy) && copy;
  if (value instanceof Map) {
    const copy = keep(new Map());
    for (const [key, each] of value) copy.set(plain(key, seen), plain(each, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    for (const each of value) copy.add(plain(each, seen));
    return copy;
  }
  if (!isPlain(value)) return value;
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
  const descriptor = { __proto__: null, configurable: true, enumerable: true, writable: true };
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, { ...descriptor, value: plain(value[key], seen) });
  }
  return copy;
}
