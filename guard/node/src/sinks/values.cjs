'use strict';
// The texts of an event, in the forms in which a function may pass them on. Built when the first sink asks.

const texts = require('../events/texts.cjs');

const SHORTEST = 3; // characters; shorter texts stand everywhere by chance
const INERT = /^[\w-]*$/; // can change no structure, wherever it stands
const MOST_LAYERS = 5;
const SEVERAL = new Set(['multiValueHeaders', 'multiValueQueryStringParameters']); // most of it stands in a map of one as well

class Values {
  constructor(event) {
    this.texts = new Map(); // text -> path of its field
    this.keys = new Map();
    this.truncated = false;
    this.folded = undefined; // redacting.cjs
    this.collect(event);
    this.joined = [...this.texts.keys()].join('\0');
  }

  collect(event) {
    const stack = [[event, '', 0]];
    let left = 200_000;
    while (stack.length) {
      const [value, path, layers] = stack.pop();
      left -= 1;
      if (left < 0) {
        this.truncated = true;
        return;
      }
      if (typeof value === 'string') this.text(value, path, layers, stack);
      else if (Buffer.isBuffer(value)) stack.push([texts.asText(value), path, layers]);
      else if (Array.isArray(value)) for (const each of value) stack.push([each, `${path}[]`, layers]);
      else if (typeof value === 'object' && value !== null) this.object(value, path, layers, stack);
    }
  }

  object(value, path, layers, stack) {
    for (const key of Object.keys(value)) {
      const name = path ? `${path}.${key}` : key;
      if (!this.keys.has(key)) this.keys.set(key, name);
      if (!INERT.test(key) && key.length >= SHORTEST && !this.texts.has(key)) this.texts.set(key, name);
      // Those that come last are called after the other map where both hold a text.
      if (SEVERAL.has(name)) stack.unshift([value[key], name, layers]);
      else stack.push([value[key], name, layers]);
    }
  }

  text(value, path, layers, stack) {
    if (value.length < SHORTEST || this.texts.has(value)) return;
    this.texts.set(value, path);
    if (layers >= MOST_LAYERS || (INERT.test(value) && value.length < 16)) return;
    for (const found of forms(value)) {
      if (found !== undefined && found !== value) stack.push([found, path, layers + 1]);
    }
  }
}

function* forms(value) {
  yield value.trim();
  if (value.includes('%')) yield texts.percent(value);
  if (value.includes('+')) yield texts.plus(value);
  if ('{["'.includes(value[0])) yield quietly(() => texts.asJson(value));
  else if (value.includes('=') && !value.includes('\n')) {
    yield texts.asForm(value.slice(value.indexOf('?') + 1));
    if (value.includes(';')) yield texts.asCookies(value);
  }
  if (value.length >= 16) {
    yield quietly(() => texts.asToken(value));
    yield texts.asBase64(value);
  }
  if (/\n| {2}/.test(value)) yield value.replace(/\s+/g, ' ');
}

function quietly(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const isInert = (value) => INERT.test(value);

module.exports = { SHORTEST, Values, isInert };
