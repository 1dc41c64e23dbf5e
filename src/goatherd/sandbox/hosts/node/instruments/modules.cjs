'use strict';
// Modules as they are loaded: their names, and what of known packages is worth looking at.
//
// Packages are known by where a file lies, whichever of its files is loaded first. Native ES modules do not come by.

const Module = require('node:module');
const { packageOf } = require('./stacks.cjs');
const { replace } = require('./replacing.cjs');
const { PACKAGES, installSqlite } = require('./packages/index.cjs');

exports.install = (reach, reads) => {
  const { watched } = reach;
  const inspect = ([name]) =>
    typeof name === 'string' && watched.holds(name) && { sink: 'import', text: name, args: [name] };

  const named = reach.around('require', inspect);
  replace(Module, '_load', (call, args, self) => {
    const exported = named(call, args, self);
    if (args[0] === 'node:sqlite') reach.looking(() => installSqlite(reach, exported));
    return exported;
  });
  replace(Module.prototype, 'load', (call, [file], self) => {
    const result = call();
    const install = PACKAGES.get(packageOf(file));
    const { exports } = self;
    if (install && (typeof exports === 'function' || (typeof exports === 'object' && exports !== null))) {
      self.exports = reach.looking(() => install({ reach, reads, exports })) ?? exports;
    }
    return result;
  });

  // On the thread of the function only since Node 22.15; the hooks of older ones run on another.
  if (watched.active) {
    Module.registerHooks?.({
      resolve(specifier, context, next) {
        const seen = reach.looking(() => inspect([specifier]));
        if (seen) reach.looking(() => reach.tell({ ...seen, what: 'import' }));
        return next(specifier, context);
      },
    });
  }
};
