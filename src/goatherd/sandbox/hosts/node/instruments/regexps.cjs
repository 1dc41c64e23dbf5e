'use strict';
// The watched text as a pattern.
//
// RegExp.prototype.constructor stays what it was: any other makes split and replace ten times slower, which is worse
// than /a/.constructor not being RegExp.

exports.install = (reach) => {
  reach.at(globalThis, 'RegExp', 'RegExp', ([pattern]) =>
    typeof pattern === 'string' && reach.watched.holds(pattern) && { sink: 'regex', text: pattern });
};
