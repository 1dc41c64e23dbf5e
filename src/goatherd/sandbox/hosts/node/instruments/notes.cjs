'use strict';
// Writes notes to the descriptor that goatherd reads.

const { createHash } = require('node:crypto');
const { writeSync } = require('node:fs');
const { stringify } = JSON;
const { setImmediate } = globalThis;

const FULL = 1 << 13; // characters
const LONG = 4000;
const MOST = { reach: 200, spawn: 50, connect: 50, read: 2000, iterate: 500 };

const { apply } = Reflect;
const { digest, update } = Object.getPrototypeOf(createHash('blake2b512'));
const { slice } = String.prototype;

/**
 * What makes a line of a JSON list; see sandbox/notes.py. Of what the function can replace nothing is asked that would
 * be shown the key or could seal another text.
 */
exports.sealing = (key) => {
  const { pid } = process;
  let count = 0;
  return (text) => {
    count += 1;
    const number = `${pid}.${count}`;
    const hash = createHash('blake2b512');
    apply(update, hash, [key]);
    apply(update, hash, [`${number} ${text}`, 'utf8']);
    const seal = apply(slice, apply(digest, hash, ['hex']), [0, 32]);
    return `\n${number} ${seal} ${text}\n`;
  };
};

exports.Notes = class Notes {
  #descriptor;
  #sealed;
  #pending = '';
  #counts = new Map();
  #later = () => this.flush();
  shape = ''; // of the notes of this invocation: what happened where, whatever the values

  constructor(descriptor, sealed) {
    this.#descriptor = descriptor;
    this.#sealed = sealed;
  }

  begin() {
    this.#counts.clear();
    this.shape = '';
  }

  /** Written soon: with the next urgent one, at the end of the invocation or when the function waits. */
  add(note) {
    const count = this.#counts.get(note.kind) ?? 0;
    if (count >= (MOST[note.kind] ?? Infinity)) return;
    this.#counts.set(note.kind, count + 1);
    if (this.shape.length < LONG) this.shape += `${note.kind} ${note.path?.join('/') ?? note.where} ${note.sink}\n`;
    if (!this.#pending) setImmediate(this.#later).unref();
    this.#pending += `${this.#pending && ','}${stringify(note)}`;
    if (this.#pending.length > FULL) this.flush();
  }

  /** Written before what it tells of happens, which may end the process. */
  urgent(note) {
    this.add(note);
    this.flush();
  }

  flush() {
    if (!this.#pending) return;
    let rest = Buffer.from(this.#sealed(`[${this.#pending}]`));
    this.#pending = '';
    try {
      while (rest.length) rest = rest.subarray(writeSync(this.#descriptor, rest));
    } catch {
      // The function has closed every descriptor; it must not notice.
    }
  }
};
