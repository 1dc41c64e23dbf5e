'use strict';
// Code that is evaluated, and native code that is loaded.

const Module = require('node:module');
const vm = require('node:vm');
const { hasBegun } = require('../invocations.cjs');
const { pristine } = require('../pristine.cjs');
const { isLoading } = require('./callers.cjs');
const { before } = require('./replacing.cjs');

const HARMLESS = new Set(['buffer', 'config', 'constants', 'util', 'uv']); // bindings that packages ask for names and types

exports.install = (guard) => {
  const { code } = guard.policy;
  const asked = (what) => ([text]) => {
    if (typeof text === 'string') guard.text('code', text, 'code', what);
  };
  const kinds = [Function, async function () {}.constructor, function* () {}.constructor, async function* () {}.constructor];
  for (const kind of kinds) {
    const { prototype } = kind;
    const ask = (args) => pristine(() => asked('Function')([source(args)]));
    const made = new Proxy(kind, {
      __proto__: null,
      apply: (target, self, args) => (ask(args), Reflect.apply(target, self, args)),
      construct: (target, args, to) => (ask(args), Reflect.construct(target, args, to === made ? target : to)),
    });
    Object.defineProperty(prototype, 'constructor', { __proto__: null, value: made, writable: true, configurable: true });
    if (kind === Function) globalThis.Function = made;
  }
  before(globalThis, 'eval', asked('eval'));
  for (const name of ['Script', 'compileFunction', 'runInContext', 'runInNewContext', 'runInThisContext']) {
    before(vm, name, asked(`vm.${name}`));
  }
  before(Module.prototype, '_compile', (args) => hasBegun() && !isLoading() && asked('Module._compile')(args));
  const native = code.native ?? 'allow';
  if (native === 'allow') return;
  const refused = (what, value = '') => guard.decide(guard.policy.verdict(native), 'confinement', 'code', what, { value });
  before(process, 'dlopen', ([, file]) => refused(`loads native code: ${guard.shown(String(file))}`, String(file)));
  for (const name of ['binding', '_linkedBinding']) {
    before(process, name, (args) => {
      args[0] = String(args[0]);
      if (!HARMLESS.has(args[0])) refused(`takes Node's own binding ${guard.shown(args[0])}`, args[0]);
    });
  }
  // These see and change what the guard itself is made of, or run where it is not.
  const inspector = process.features.inspector ? require('node:inspector') : undefined;
  for (const [owner, name, what] of [
    [inspector?.Session.prototype, 'connect', 'inspects itself'],
    [inspector?.Session.prototype, 'connectToMainThread', 'inspects itself'],
    [inspector, 'open', 'opens itself to a debugger'],
    [process, '_debugProcess', 'opens a process to a debugger'],
    [Module, 'register', 'changes how modules are loaded'],
  ]) before(owner ?? {}, name, () => hasBegun() && refused(what)); // before the first event all that runs came with the function
};

/** The body and the parameters, which can hold code too. */
const source = (args) => args.map(String).join('\n');
