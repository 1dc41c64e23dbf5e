'use strict';
// Follows fields through decoding: what JSON.parse makes of an event's body has fields again.

const querystring = require('node:querystring');
const url = require('node:url');
const { replace, replaceGlobal } = require('./replacing.cjs');

const LONG = 1 << 20;
const BASE64 = /^base64(url)?$/i;

exports.install = (reads) => {
  replace(JSON, 'parse', (call, [text]) => {
    let value;
    try {
      value = call();
    } catch (error) {
      const path = decoded(reads, text, '@json');
      if (path) reads.tell('object', path); // it was taken for one
      throw error;
    }
    const copied = reads.copied?.text === text ? reads.copied.path : undefined;
    const path = copied ?? decoded(reads, text, '@json');
    return path ? reads.follow(value, path) : value;
  });

  const parse = replace(querystring, 'parse', form(reads));
  querystring.decode = parse ?? querystring.decode;

  const base64 = (text, bytes) => {
    const path = decoded(reads, text, '@base64');
    if (path && bytes.length < LONG) reads.remember(bytes.toString(), path);
  };
  replace(Buffer, 'from', (call, args) => {
    const bytes = call();
    if (typeof args[0] === 'string' && BASE64.test(args[1])) base64(args[0], bytes);
    return bytes;
  });
  replaceGlobal('atob', (call, [text]) => {
    const binary = call();
    base64(text, binary);
    return binary;
  });
  searchParams(reads);
};

/** For whatever function turns the text of a form into an object. */
function form(reads) {
  return (call, [text]) => {
    const value = call();
    const path = decoded(reads, text, '@form');
    return path ? reads.follow(value, path) : value;
  };
}

exports.form = form;

function decoded(reads, text, how) {
  const path = typeof text === 'string' ? reads.origin(text) : Buffer.isBuffer(text) && reads.origin(text.toString());
  return path ? [...path, how] : undefined;
}

function searchParams(reads) {
  const paths = new WeakMap();
  const { prototype } = URLSearchParams;
  const { has } = prototype;

  const proxy = replaceGlobal('URLSearchParams', (call, [text]) => {
    const params = call();
    const path = decoded(reads, text, '@form') ?? (text?.[0] === '?' ? decoded(reads, text.slice(1), '@form') : null);
    if (path) paths.set(params, path);
    return params;
  });
  if (proxy) url.URLSearchParams = proxy;

  for (const name of ['get', 'getAll', 'has']) {
    replace(prototype, name, (call, [key], self) => {
      const value = call();
      const path = paths.get(self);
      if (path && typeof key === 'string') {
        if (typeof value === 'string') reads.remember(value, [...path, key], true);
        reads.tell('read', [...path, key], !has.call(self, key));
      }
      return value;
    });
  }
  const iterating = (call, _, self) => {
    if (paths.has(self)) reads.tell('iterate', paths.get(self));
    return call();
  };
  for (const name of ['keys', 'values', 'forEach', 'toString']) replace(prototype, name, iterating);
  const entries = replace(prototype, 'entries', iterating);
  if (entries) {
    Object.defineProperty(prototype, Symbol.iterator, {
      __proto__: null, configurable: true, writable: true, enumerable: false, value: entries,
    });
  }
}
