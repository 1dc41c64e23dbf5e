'use strict';
// Puts a question in front of a function. Built-ins are asked by what they were when the guard was loaded.

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;

/**
 * Replace `object[name]`: `ask(args, self)` is called before every call and throws to stop it. Does nothing where there is
 * no such function, or it cannot be replaced.
 */
function before(object, name, ask) {
  const descriptor = getOwnPropertyDescriptor(object, name);
  const original = descriptor?.value;
  if (typeof original !== 'function' || !(descriptor.configurable || descriptor.writable)) return;
  const proxy = new Proxy(original, {
    __proto__: null, // a polluted Object.prototype must not become a trap
    apply(target, self, args) {
      ask(args, self);
      return apply(target, self, args);
    },
    construct(target, args, made) {
      ask(args, undefined);
      return construct(target, args, made === proxy ? target : made);
    },
  });
  defineProperty(object, name, { __proto__: null, ...descriptor, value: proxy });
}

module.exports = { before };
