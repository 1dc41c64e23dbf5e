//// parameter_properties kind=direct ext=ts
import { execSync as sh } from 'child_process';
abstract class Base {
  protected abstract build(x: string): string;
  run(x: string): void {
    sh(this.build(x)); //! shell event.x
  }
}
class Loud extends Base {
  constructor(private readonly prefix: string, public note: string = 'list') {
    super();
  }
  protected build(x: string): string {
    return this.prefix + x;
  }
}
class Quiet extends Base {
  constructor(private readonly command: string) {
    super();
  }
  protected override build(_x: string): string {
    return 'list';
  }
}
export const handler = async (event: any): Promise<void> => {
  const loud = new Loud('ls ');
  loud.run(event.x);
  sh(loud.note);
  sh(new Loud('ls', event.n).note); //! shell event.n
  new Quiet(event.y).run(event.x);
};
//// enumerations kind=direct ext=ts
import { execSync as sh } from 'child_process';
enum Kind {
  List = 'ls',
  Show = 'cat',
}
const enum Level {
  Low,
  High = 5,
}
export const handler = async (event: any) => {
  sh(Kind.List);
  sh(Kind[event.kind as keyof typeof Kind]);
  sh(String(Level.High));
  if (Object.values(Kind).includes(event.k)) sh(event.k);
  if (event.m === Kind.Show) sh(event.m);
  sh(event.kind as Kind); //! shell event.kind
};
//// namespaces kind=direct ext=ts
import { execSync as sh } from 'child_process';
namespace Commands {
  export const fixed = 'list';
  export function same(x: string) {
    return x;
  }
  export namespace Inner {
    export const drop = (x: string) => 'list';
  }
}
export const handler = async (event: any) => {
  sh(Commands.fixed);
  sh(Commands.same(event.x)); //! shell event.x
  sh(Commands.Inner.drop(event.x));
};
//// generics kind=direct ext=ts
import { execSync as sh } from 'child_process';
class Box<T> {
  constructor(private value: T) {}
  get(): T {
    return this.value;
  }
  map<U>(f: (value: T) => U): Box<U> {
    return new Box<U>(f(this.value));
  }
}
function pick<T, K extends keyof T>(from: T, key: K): T[K] {
  return from[key];
}
export const handler = async (event: { x: string; y: string }) => {
  sh(new Box<string>(event.x).map((x) => 'ls ' + x).get()); //! shell event.x
  sh(new Box(event.x).map(() => 'list').get());
  sh(pick(event, 'y')); //! shell event.y
  sh(pick({ a: 'list', b: event.y }, 'a'));
};
//// assertions kind=direct ext=ts
import { execSync as sh } from 'child_process';
type Job = { command: string; note?: string };
const COMMANDS = { a: 'ls', b: 'df' } as const satisfies Record<string, string>;
function isKnown(x: unknown): x is 'ls' | 'df' {
  return x === 'ls' || x === 'df';
}
function assertKnown(x: unknown): asserts x is string {
  if (x !== 'ls' && x !== 'df') throw new Error('no');
}
export const handler = async (event: any) => {
  const job = event as unknown as Job;
  sh(job.command); //! shell event.command
  sh(job.note!); //! shell event.note
  sh((<Job>event).command); //! shell event.command
  const made = { command: 'ls', note: event.x } satisfies Job;
  sh(made.command);
  sh(COMMANDS.a);
  if (isKnown(event.y)) sh(event.y);
  assertKnown(event.z);
  sh(event.z);
};
//// decorators kind=direct ext=ts
import { execSync as sh } from 'child_process';
const registry: Record<string, any> = {};
function register(name: string) {
  return (target: any) => {
    registry[name] = target;
  };
}
function logged(target: any, key: string, descriptor: PropertyDescriptor) {
  const original = descriptor.value;
  descriptor.value = function (...args: any[]) {
    return original.apply(this, args);
  };
  return descriptor;
}
@register('shell')
class Shell {
  @logged
  run(x: string) {
    sh(x); //! shell event.x
  }
  @logged
  quiet(x: string) {
    sh('list');
  }
}
class Never {
  run(x: string) {
    sh(x);
  }
}
export const handler = async (event: any) => {
  new registry['shell']().run(event.x);
  new Shell().quiet(event.x);
};
//// overloads_and_accessors kind=direct ext=ts
import { execSync as sh } from 'child_process';
class Job {
  private _x = 'list';
  get x(): string {
    return this._x;
  }
  set x(value: string) {
    this._x = value;
  }
  static create(x: string): Job;
  static create(): Job;
  static create(x?: string): Job {
    const job = new Job();
    if (x) job.x = x;
    return job;
  }
}
function show(x: number): string;
function show(x: string): string;
function show(x: any): string {
  return String(x);
}
export const handler = async (event: any) => {
  sh(Job.create(event.x).x); //! shell event.x
  sh(new Job().x);
  sh(show(event.y)); //! shell event.y
  sh(show(3));
};
//// esm_reexports kind=direct ext=ts
import { execSync as sh } from 'child_process';
import def, { same, fixed as constant } from './lib';
import * as all from './lib';
import type { Kind } from './types';
import { other } from './lib/deep';
export const handler = async (event: any) => {
  sh(same(event.a)); //! shell event.a
  sh(constant(event.a));
  sh(def(event.b)); //! shell event.b
  sh(all.same(event.c)); //! shell event.c
  sh(all.fixed(event.c));
  sh(all.ns.drop(event.d));
  sh(all.ns.keep(event.d)); //! shell event.d
  sh(other(event.e)); //! shell event.e
  const lazy = await import('./lib');
  sh(lazy.same(event.f)); //! shell event.f
  sh(lazy.default(event.g)); //! shell event.g
};
--- lib/index.ts
export * from './one';
export { renamed as fixed } from './two';
export * as ns from './three';
export { default } from './four';
--- lib/one.ts
export const same = (x: string) => x;
--- lib/two.ts
const renamed = (x: string) => 'list';
export { renamed };
--- lib/three.ts
export function keep(x: string) {
  return x;
}
export function drop(x: string) {
  return 'list';
}
--- lib/four.ts
export default function (x: string) {
  return x;
}
--- lib/deep.ts
export { same as other } from '.';
--- types.ts
export type Kind = 'a' | 'b';
//// path_aliases kind=direct ext=ts
import { same } from '@lib/one';
import { fixed } from '~/two';
import { execSync as sh } from 'child_process';
export const handler = async (event: any) => {
  sh(same(event.x)); //! shell event.x
  sh(fixed(event.x));
};
--- tsconfig.json
{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["src/lib/*"], "~/*": ["src/*"] } } }
--- src/lib/one.ts
export const same = (x: string) => x;
--- src/two.ts
export const fixed = (x: string) => 'list';
//// handler_classes kind=direct ext=ts
import { execSync as sh } from 'child_process';
interface Service {
  find(x: string): Promise<string>;
}
class Loud implements Service {
  async find(x: string) {
    return x;
  }
}
class Quiet implements Service {
  async find(x: string) {
    return 'list';
  }
}
class Handler {
  constructor(private readonly service: Service) {}
  public handle = async (event: any) => {
    sh(await this.service.find(event.x)); //! shell event.x
  };
}
class Other {
  constructor(private readonly service: Service) {}
  async handle(event: any) {
    sh(await this.service.find(event.x));
  }
}
const other = new Other(new Quiet());
export const handler = async (event: any) => {
  await new Handler(new Loud()).handle(event);
  await other.handle(event);
};
//// commonjs_forms kind=direct
const { execSync: sh } = require('child_process');
const { same, fixed, nested: { drop } } = require('./lib');
const Job = require('./job');
const one = require('./one').default;
const lazy = () => require('./lib');
exports.handler = async (event) => {
  sh(same(event.a)); //! shell event.a
  sh(fixed(event.a));
  sh(drop(event.a));
  sh(new Job(event.b).x); //! shell event.b
  sh(new Job(event.b).fixed);
  sh(one(event.c)); //! shell event.c
  sh(lazy().same(event.d)); //! shell event.d
  sh(require('./values.json').command);
};
--- lib.js
const same = (x) => x;
module.exports = { same, fixed: () => 'list', ...require('./more') };
--- more.js
exports.nested = { drop: () => 'list' };
--- job.js
module.exports = class {
  constructor(x) {
    this.x = x;
    this.fixed = 'list';
  }
};
--- one.js
Object.defineProperty(exports, '__esModule', { value: true });
exports.default = (x) => x;
--- values.json
{ "command": "list" }
