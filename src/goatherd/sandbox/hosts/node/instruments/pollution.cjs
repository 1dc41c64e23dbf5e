'use strict';
// Prototypes that the invocation has added to. What it added is taken away, so that the next one starts clean.

const PROTOTYPES = new Map([
  ['Object.prototype', Object.prototype],
  ['Array.prototype', Array.prototype],
  ['Function.prototype', Function.prototype],
]);

const { deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

exports.Pollution = class Pollution {
  #notes;
  #before = new Map();

  constructor(notes) {
    this.#notes = notes;
    this.begin();
  }

  begin() {
    for (const [name, prototype] of PROTOTYPES) this.#before.set(name, new Set(ownKeys(prototype)));
  }

  finish() {
    for (const [name, prototype] of PROTOTYPES) {
      const before = this.#before.get(name);
      for (const key of ownKeys(prototype)) if (!before.has(key)) this.#found(name, prototype, key);
    }
  }

  #found(on, prototype, key) {
    const value = getOwnPropertyDescriptor(prototype, key)?.value;
    if (typeof key === 'symbol' || typeof value === 'function') return; // a polyfill: no event brings functions
    deleteProperty(prototype, key);
    let text = '';
    try {
      text = (typeof value === 'object' ? JSON.stringify(value) ?? '' : String(value)).slice(0, 2000);
    } catch {
      // It is told of without.
    }
    this.#notes.add({ kind: 'polluted', property: key, on, text });
  }
};
