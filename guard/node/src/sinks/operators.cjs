'use strict';
// Operators of a filter that come from an event: an object where the code expected a text.

const MOST = 2000; // objects of a filter that are looked at

/** {value, field} of an operator that is a key of the event; undefined where none is. */
function operatorOf(filter, values) {
  const stack = [filter];
  for (let count = 0; stack.length && count < MOST; count += 1) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value)) {
      if (key[0] === '$' && values.keys.has(key)) return { value: key, field: values.keys.get(key) };
      stack.push(value[key]);
    }
  }
  return undefined;
}

module.exports = { operatorOf };
