'use strict';
// Puts something in front of a function in such a way that the function cannot tell.

const made = new WeakSet();

/**
 * A stand-in for a function. A proxy keeps its name, length, properties, prototype and `new`.
 * `around(call, args, self)` calls `call()` or `call(otherArgs)` once and returns what the caller is to have.
 */
function standIn(original, around) {
  const proxy = new Proxy(original, {
    __proto__: null, // a polluted Object.prototype must not become a trap
    apply: (target, self, args) => around((given = args) => Reflect.apply(target, self, given), args, self),
    construct: (target, args, newTarget) => {
      const asked = newTarget === proxy ? target : newTarget;
      return around((given = args) => Reflect.construct(target, given, asked), args, undefined);
    },
  });
  made.add(proxy);
  return proxy;
}

/** Replace `object[name]`; does nothing where there is no such function, or it cannot be replaced. */
function replace(object, name, around) {
  const descriptor = Object.getOwnPropertyDescriptor(object, name);
  const original = descriptor?.value;
  if (typeof original !== 'function' || made.has(original)) return undefined;
  if (!descriptor.configurable && !descriptor.writable) return undefined;
  const proxy = standIn(original, around);
  Object.defineProperty(object, name, { __proto__: null, ...descriptor, value: proxy });
  return proxy;
}

/** The same for a global; Node loads some on the first look, before which they are accessors. */
function replaceGlobal(name, around) {
  void globalThis[name];
  return replace(globalThis, name, around);
}

module.exports = { replace, replaceGlobal, standIn };
