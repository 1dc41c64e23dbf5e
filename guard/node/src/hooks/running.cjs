'use strict';
// Code that is evaluated, and native code that is loaded.

const vm = require('node:vm');
const { before } = require('./replacing.cjs');

const HARMLESS = new Set(['buffer', 'config', 'constants', 'util', 'uv']); // bindings that packages ask for names and types

exports.install = (guard) => {
  const { code } = guard.policy;
  const ran = (what) => (text) => {
    if (typeof text === 'string') guard.asking(() => guard.text('code', text, 'code', what));
  };
  const kinds = [Function, async function () {}.constructor, function* () {}.constructor, async function* () {}.constructor];
  for (const kind of kinds) {
    const { prototype } = kind;
    const made = new Proxy(kind, {
      __proto__: null,
      apply: (target, self, args) => (ran('Function')(source(args)), Reflect.apply(target, self, args)),
      construct: (target, args, to) => (ran('Function')(source(args)), Reflect.construct(target, args, to === made ? target : to)),
    });
    Object.defineProperty(prototype, 'constructor', { __proto__: null, value: made, writable: true, configurable: true });
    if (kind === Function) globalThis.Function = made;
  }
  before(globalThis, 'eval', ([text]) => ran('eval')(text));
  for (const name of ['Script', 'compileFunction', 'runInContext', 'runInNewContext', 'runInThisContext']) {
    before(vm, name, ([text]) => ran(`vm.${name}`)(text));
  }
  const native = code.native ?? 'allow';
  if (native !== 'allow') {
    before(process, 'dlopen', ([, file]) => guard.asking(() =>
      guard.decide(guard.policy.verdict(native), 'confinement', 'code', `loads native code: ${file}`, { value: String(file) })));
  }
  for (const name of ['binding', '_linkedBinding']) {
    before(process, name, ([binding]) => guard.asking(() => {
      if (code.native && !HARMLESS.has(binding)) guard.decide(guard.policy.verdict(native), 'confinement', 'code', `takes Node's own binding ${binding}`, { value: String(binding) });
    }));
  }
};

/** The body and the parameters, which can hold code too. */
const source = (args) => args.map(String).join('\n');
