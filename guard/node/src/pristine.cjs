'use strict';
// The language's own functions as they were when the guard was loaded: what it decides must not hang on what the function's
// code has made of them since (`Array.prototype.some = () => true`).

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

// What the guard uses of each (test/pristine.test.cjs compares), and what the language itself asks on the way.
const USED = [
  [globalThis, 'Array Buffer Error Map Number Object RegExp Set String URL decodeURIComponent'],
  [Array, 'from isArray', Symbol.species],
  [Array.prototype, 'constructor at concat every fill filter find findIndex flatMap forEach includes indexOf join keys map pop push reduce slice some sort unshift values', Symbol.iterator],
  [Buffer, 'from isBuffer'],
  [Buffer.prototype, 'toString utf8Slice'],
  [Map.prototype, 'clear delete entries forEach get has keys set size values', Symbol.iterator],
  [Number, 'isInteger'],
  [Object, 'assign create defineProperty entries fromEntries getPrototypeOf hasOwn keys setPrototypeOf values'],
  [RegExp, '', Symbol.species],
  [RegExp.prototype, 'constructor exec flags test', Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split],
  [Set.prototype, 'add clear delete entries forEach has keys size values', Symbol.iterator],
  [String, 'fromCharCode fromCodePoint'],
  [
    String.prototype,
    'at charCodeAt codePointAt endsWith includes indexOf lastIndexOf match matchAll normalize padStart replace replaceAll slice split' +
      ' startsWith toLowerCase toString toUpperCase trim trimEnd trimStart',
    Symbol.iterator,
  ],
  [TextDecoder.prototype, 'decode'],
  [URL.prototype, 'hostname'],
  [WeakMap.prototype, 'delete get has set'],
  ...[[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), ''.matchAll(/a/g)].map((each) => [getPrototypeOf(each), 'next']),
];

// Of properties: owner, key and value, each in a list of its own, since all are looked at before every call. Those that are read
// by a function of their own: [owner, key, descriptor].
const owners = [];
const keys = [];
const values = [];
const getters = [];
for (const [owner, names, ...symbols] of USED) {
  for (const key of [...names.split(' ').filter(Boolean), ...symbols]) {
    const descriptor = getOwnPropertyDescriptor(owner, key);
    if (descriptor?.get) getters.push([owner, key, descriptor]);
    else if (descriptor) owners.push(owner), keys.push(key), values.push(descriptor.value);
  }
}

// Set by the guard: says, and in its mode refuses, that something was changed so that it cannot be changed back.
const tampered = { __proto__: null, tell: () => {} };

/** The places of what is another now, in both lists one after the other; undefined where nothing is. */
function changed() {
  let found;
  let count = 0;
  for (let place = 0; place < values.length; place += 1) {
    if (owners[place][keys[place]] === values[place]) continue;
    found ??= { __proto__: null };
    found[count] = place;
    count += 1;
  }
  for (let place = 0; place < getters.length; place += 1) {
    const each = getters[place];
    if (getOwnPropertyDescriptor(each[0], each[1])?.get === each[2].get) continue;
    found ??= { __proto__: null };
    found[count] = values.length + place;
    count += 1;
  }
  if (found) found.length = count;
  return found;
}

/** `work(first, second)` with everything as it was; what the function's code has made of it is put back afterwards. */
function pristine(work, first, second) {
  const found = changed();
  if (found === undefined) {
    apply(work, undefined, [first, second]);
    if (holdsObject(first) && changed() !== undefined) tampered.tell(); // by what the guard was given, while it decided
    return;
  }
  const theirs = { __proto__: null };
  for (let place = 0; place < found.length; place += 1) theirs[place] = exchange(found[place]);
  try {
    apply(work, undefined, [first, second]);
    if (changed() !== undefined) tampered.tell();
  } finally {
    for (let place = 0; place < found.length; place += 1) {
      const { owner, key, descriptor } = theirs[place];
      if (descriptor) defineProperty(owner, key, descriptor);
      else delete owner[key];
    }
  }
}

/** From now on values may be replaced, but not by functions that give another one whenever they are asked. */
function lock() {
  for (let place = 0; place < values.length; place += 1) defineProperty(owners[place], keys[place], { __proto__: null, configurable: false });
}

/** Whether code of the function's may run when the guard looks at one of these arguments. */
function holdsObject(args) {
  for (let place = 0; place < args?.length; place += 1) {
    if ((typeof args[place] === 'object' && args[place] !== null) || typeof args[place] === 'function') return true;
  }
  return false;
}

/** Puts the original in the place of what is there, which it gives. */
function exchange(number) {
  // By place: taking an array apart asks its iterator, which may be one of theirs.
  const getter = number < values.length ? undefined : getters[number - values.length];
  const owner = getter ? getter[0] : owners[number];
  const key = getter ? getter[1] : keys[number];
  const descriptor = getOwnPropertyDescriptor(owner, key);
  const mine = { __proto__: null, value: values[number] };
  if (!descriptor) mine.writable = mine.configurable = true;
  if (!defineProperty(owner, key, getter ? getter[2] : mine)) tampered.tell();
  return { __proto__: null, owner, key, descriptor };
}

module.exports = { USED, lock, pristine, tampered };
