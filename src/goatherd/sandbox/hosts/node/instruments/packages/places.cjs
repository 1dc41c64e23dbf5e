'use strict';
// Where the functions of a package are.

/** Prototypes of the classes that are exported, by name or as the module itself. */
function prototypes(exports) {
  const values = [exports, ...Object.keys(exports).map((key) => valueOf(exports, key))];
  return values.filter((value) => typeof value === 'function' && value.prototype).map(({ prototype }) => prototype);
}

function valueOf(object, key) {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** Look at methods of the classes that are exported, as `package.method`. */
function atMethods(reach, name, exports, methods, inspect) {
  for (const prototype of prototypes(exports)) {
    for (const method of methods) reach.at(prototype, method, `${name}.${method}`, inspect);
  }
}

/** Look at functions that are exported by name. */
function atFunctions(reach, name, exports, functions, inspect) {
  for (const object of [exports, valueOf(exports, 'default')]) {
    if (typeof object !== 'function' && (typeof object !== 'object' || object === null)) continue;
    for (const each of functions) reach.at(object, each, `${name}.${each}`, inspect);
  }
}

module.exports = { atFunctions, atMethods };
