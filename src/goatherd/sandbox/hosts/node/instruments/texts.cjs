'use strict';
// Texts of the event that the code takes for something else: it asks them for fields, or for methods of lists.
//
// What is asked of a text and is not there is looked for in the prototype of String.prototype: a proxy stands there.

const { SILENT } = require('./reads.cjs');
const { isAskedByTheFunction } = require('./stacks.cjs');

exports.install = (reads) => {
  const asked = (text, key) => {
    if (typeof text !== 'string' || typeof key !== 'string' || reads.quiet || SILENT.has(key)) return;
    if (/^\d+$/.test(key) || key in Object.prototype) return;
    const path = pathOf(reads, text);
    if (!path || !isAskedByTheFunction()) return; // packages ask anything for anything
    if (key in Array.prototype) reads.tell('list', path);
    else reads.tell('read', [...path, key], true);
  };

  const above = new Proxy(Object.prototype, {
    __proto__: null,
    get(target, key, receiver) {
      asked(receiver, key);
      return Reflect.get(target, key, receiver);
    },
  });
  Object.setPrototypeOf(String.prototype, above);
};

/** Of a single character: that of an item of the text that was taken for a list. */
function pathOf(reads, text) {
  if (text.length > 1) return reads.exactly(text);
  const last = reads.lastText;
  return text && last?.text[0] === text ? [...last.path, 0] : undefined;
}
