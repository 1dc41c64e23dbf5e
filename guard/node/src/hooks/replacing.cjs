'use strict';
// Puts a question in front of a function. Built-ins are asked by what they were when the guard was loaded.

const { pristine } = require('../pristine.cjs');

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;

/**
 * Replace `object[name]`: `ask(args, self)` is called before every call and throws to stop it. It may replace what stands in
 * `args`. Does nothing where there is no such function, or it cannot be replaced.
 */
function before(object, name, ask) {
  const descriptor = getOwnPropertyDescriptor(object, name);
  const original = descriptor?.value;
  if (typeof original !== 'function' || !(descriptor.configurable || descriptor.writable)) return;
  const proxy = new Proxy(original, {
    __proto__: null, // a polluted Object.prototype must not become a trap
    apply(target, self, args) {
      pristine(ask, args, self);
      return apply(target, self, args);
    },
    construct(target, args, made) {
      pristine(ask, args, undefined);
      return construct(target, args, made === proxy ? target : made);
    },
  });
  defineProperty(object, name, { __proto__: null, ...descriptor, value: proxy });
  // The class itself must not be had from what it makes.
  const { prototype } = original;
  const back = prototype && getOwnPropertyDescriptor(prototype, 'constructor');
  if (back?.value === original && back.configurable) defineProperty(prototype, 'constructor', { __proto__: null, ...back, value: proxy });
}

module.exports = { before };
