'use strict';
// Finds the watched text in values, and shortens values to what is worth telling.

const SHORT = 2000;
const DEEP = 6;
const WIDE = 200;

exports.Watched = class Watched {
  #watch;

  constructor(watch) {
    this.#watch = watch;
  }

  get active() {
    return this.#watch !== '';
  }

  /** Whether a text, bytes, a URL or anything below an object holds the watched text. */
  holds(value, depth = DEEP) {
    if (!this.#watch) return false;
    if (typeof value === 'string') return value.includes(this.#watch);
    if (typeof value !== 'object' || value === null || depth === 0) return false;
    if (ArrayBuffer.isView(value)) return this.#inBytes(bytes(value));
    if (value instanceof URL) return value.href.includes(this.#watch);
    if (value instanceof Map || value instanceof Set) return this.holds([...value], depth - 1);
    return entries(value).some(([key, each]) => key.includes(this.#watch) || this.holds(each, depth - 1));
  }

  /** V8 serializes some texts with two bytes a character. */
  #inBytes(found) {
    return found.includes(this.#watch) || found.includes(this.#watch, 0, 'utf16le');
  }

  /** At most `most` characters of a text, with the watched text in the middle. */
  cut(text, most = SHORT) {
    if (text.length <= most) return text;
    const start = Math.max(0, Math.min(text.indexOf(this.#watch) - (most >> 1), text.length - most));
    return text.slice(start, start + most);
  }

  /** The value as JSON can hold it, cut in length, depth and number. */
  shown(value, depth = 3) {
    if (typeof value === 'string') return this.cut(value);
    if (typeof value === 'bigint') return `${value}`;
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? null : value ?? null;
    if (ArrayBuffer.isView(value) || value instanceof URL) return this.cut(textOf(value));
    if (depth === 0) return '…';
    if (Array.isArray(value)) return value.slice(0, 32).map((each) => this.shown(each, depth - 1));
    return Object.fromEntries(entries(value).slice(0, 32).map(([key, each]) => [key, this.shown(each, depth - 1)]));
  }
};

/** A text for what may stand for one: a path, a source, a query. */
function textOf(value) {
  if (typeof value === 'string') return value;
  if (ArrayBuffer.isView(value)) return bytes(value).toString().replaceAll('\0', '');
  if (value instanceof URL) return value.href;
  return JSON.stringify(value) ?? '';
}

function bytes(view) {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** Own enumerable data properties: a getter is the function's code, which is not ours to run. */
function entries(value) {
  const found = [];
  for (const key of Object.keys(value).slice(0, WIDE)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor && 'value' in descriptor) found.push([key, descriptor.value]);
  }
  return found;
}

exports.textOf = textOf;
