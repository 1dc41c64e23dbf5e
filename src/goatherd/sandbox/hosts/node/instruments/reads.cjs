'use strict';
// Which fields of the event the function reads. Every object of the event is a proxy that knows its path.

// Not fields: what libraries ask any object for.
const SILENT = new Set([
  ...['then', 'toJSON', 'constructor', 'length', 'inspect', 'asymmetricMatch', 'nodeType', '$$typeof', '__wrapped__'],
  ...Object.getOwnPropertyNames(Object.prototype),
]);
const ANY = ['@name', '@value']; // of a field whose name the sender is free to choose
const MOST_OBJECTS = 20_000;
const MOST_TEXTS = 1000;
const DEEP = 100;

const fieldsOf = new WeakMap(); // proxy -> its handler
const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);

/** The traps of one object of the event. */
class Fields {
  constructor(reads, target, path) {
    this.reads = reads;
    this.target = target;
    this.path = path;
    this.seen = new Set();
  }

  get(target, key, receiver) {
    const value = Reflect.get(target, key, receiver);
    this.note(key, value);
    return value;
  }

  has(target, key) {
    this.note(key, target[key]);
    return Reflect.has(target, key);
  }

  ownKeys(target) {
    if (Array.isArray(target)) this.iterated();
    else if (!this.reads.quiet) this.reads.members(this.path);
    return Reflect.ownKeys(target);
  }

  getOwnPropertyDescriptor(target, key) {
    const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
    if (!descriptor) this.note(key, undefined); // keys() asks this too, of keys that exist
    return descriptor;
  }

  note(key, value) {
    if (typeof key === 'symbol' || this.reads.quiet || this.seen.has(key)) return;
    this.seen.add(key);
    const missing = !hasOwn(this.target, key);
    const list = Array.isArray(this.target);
    const index = /^(?:0|[1-9]\d*)$/.test(key);
    if (missing ? SILENT.has(key) || (list && !index) : list && key === 'length') return;
    const path = [...this.path, list && index ? Number(key) : key];
    if (typeof value === 'string') {
      this.reads.remember(value, path, true);
      this.reads.lastText = { text: value, path };
    }
    this.reads.tell('read', path, missing);
  }

  iterated() {
    if (!this.reads.quiet) this.reads.tell('iterate', this.path);
  }
}
Object.setPrototypeOf(Fields.prototype, null); // a polluted Object.prototype must not become a trap

exports.Reads = class Reads {
  #notes;
  #watch;
  #texts = new Map(); // text -> path of the field that holds it
  #told = new Set();
  #left = MOST_OBJECTS;
  quiet = false;
  lastText = undefined; // {text, path} of the field that was read last
  operators = new Set(); // "$ne:…", MongoDB's operators that the event brought

  constructor(notes, watch) {
    this.#notes = notes;
    this.#watch = watch;
  }

  begin(event) {
    this.#texts.clear();
    this.#told.clear();
    this.lastText = undefined;
    this.operators.clear();
    this.#left = MOST_OBJECTS;
    return this.follow(event, []);
  }

  /** The value with every object in it watched, in place. */
  follow(value, path, depth = DEEP) {
    if (typeof value === 'string') this.remember(value, path);
    if (!isPlain(value) || fieldsOf.has(value) || depth === 0 || this.#left-- <= 0) return value;
    const list = Array.isArray(value);
    for (const key of Object.keys(value)) {
      const inner = value[key];
      const kind = typeof inner;
      if (kind === 'string') this.#texts.size < MOST_TEXTS && this.remember(inner, [...path, list ? Number(key) : key]);
      if (key[0] === '$') this.operators.add(operator(key, inner));
      if (kind !== 'object' || inner === null) continue;
      const followed = this.follow(inner, [...path, list ? Number(key) : key], depth - 1);
      if (followed !== inner) Reflect.defineProperty(value, key, { __proto__: null, value: followed });
    }
    const fields = new Fields(this, value, path);
    const proxy = new Proxy(value, fields);
    fieldsOf.set(proxy, fields);
    return proxy;
  }

  /** What `run` returns; what it reads is not noted. */
  quietly(run) {
    const before = this.quiet;
    this.quiet = true;
    try {
      return run();
    } finally {
      this.quiet = before;
    }
  }

  tell(kind, path, missing) {
    const key = `${kind}${path.join('\0')}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#notes.add(kind === 'read' ? { kind, path, missing } : { kind, path });
  }

  /** The code goes over an object's fields by their names, or what it is copied to does, where nobody sees. */
  members(path) {
    this.tell('iterate', path);
    for (const any of ANY) this.tell('read', [...path, any], true);
  }

  remember(text, path, surely = false) {
    if (text && (surely || !this.#texts.has(text)) && this.#texts.size < MOST_TEXTS) this.#texts.set(text, path);
  }

  /** The path of the field whose value a text is. */
  exactly(text) {
    return this.#texts.get(text);
  }

  /**
   * The path of the field that a text is, or was taken from; undefined when it is not from the event. A text that has
   * a field's in it is not: the answer of a service may be one.
   */
  origin(text) {
    const exact = this.#texts.get(text);
    if (exact || !this.#watch || !text.includes(this.#watch)) return exact;
    for (const [each, path] of this.#texts) {
      if (each.includes(this.#watch) && each.includes(text)) return path;
    }
    return undefined;
  }
};

function isPlain(value) {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || prototype === Array.prototype;
}

function operator(key, value) {
  return `${key}:${JSON.stringify(value)}`;
}

/** The proxy's traps; undefined for what is no proxy of ours. */
exports.fieldsOf = (value) => (typeof value === 'object' && value !== null ? fieldsOf.get(value) : undefined);
exports.isPlain = isPlain;
exports.SILENT = SILENT;
exports.operator = operator;
