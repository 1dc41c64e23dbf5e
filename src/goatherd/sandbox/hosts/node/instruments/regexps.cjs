'use strict';
// The watched text as a pattern.

exports.install = (reach) => {
  const { RegExp } = globalThis;
  const proxy = reach.at(globalThis, 'RegExp', 'RegExp', ([pattern]) =>
    reach.watched.holds(pattern) && typeof pattern === 'string' && { sink: 'regex', text: pattern });
  RegExp.prototype.constructor = proxy;
};
