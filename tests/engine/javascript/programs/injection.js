//// tsyringe ext=ts
import 'reflect-metadata';
import { container, singleton } from 'tsyringe';
import { execSync } from 'child_process';
@singleton()
class Runner {
  up(body: string) {
    return execSync(`ls ${JSON.parse(body).folder}`); //! shell event.body.folder
  }
  down(body: string) {
    return execSync(`ls ${Number(JSON.parse(body).folder)}`);
  }
}
export const handler = async (event) => {
  container.resolve(Runner).down(event.body);
  return container.resolve(Runner).up(event.body);
};
//// tsyringe-by-types ext=ts
import { injectable, container } from 'tsyringe';
import { Runner } from './runner';
import type { Shape } from './shape';
@injectable()
class Service {
  constructor(private readonly runner: Runner, private shape: Shape, private times: number) {}
  run(folder) {
    this.shape.draw(folder);
    this.runner.list(folder);
  }
}
export const handler = async (event) => container.resolve(Service).run(event.queryStringParameters.folder);
--- runner.ts
import { execSync } from 'child_process';
import { Settings } from './settings';
export class Runner {
  constructor(private settings: Settings) {}
  list(folder: string) {
    execSync(this.settings.command + folder); //! shell event.queryStringParameters.folder
    execSync(this.settings.command);
  }
}
--- settings.ts
export class Settings {
  command = 'ls ';
}
--- shape.ts
export interface Shape { draw(name: string): void }
//// tsyringe-by-tokens ext=ts
import { container, inject, injectable } from 'tsyringe';
import { execSync } from 'child_process';
interface Shell { run(command: string): void }
class Real implements Shell {
  run(command: string) { execSync(command); } //! shell event.body
}
class Fake implements Shell {
  run(command: string) { console.log('no'); }
}
@injectable()
class Service {
  constructor(@inject('Shell') private shell: Shell, @inject('prefix') private prefix: string) {}
  run(x) { this.shell.run(this.prefix + x); }
}
container.register<Shell>('Shell', { useClass: Fake });
container.register<Shell>('Shell', { useClass: Real });
container.registerInstance('prefix', 'ls ');
export const handler = async (event) => container.resolve(Service).run(event.body);
//// tsyringe-factories ext=ts
import { container } from 'tsyringe';
import { Pool } from 'pg';
class Config { table = 'users'; }
container.register('Pool', { useFactory: (c) => { c.resolve(Config); return new Pool(); } });
export const handler = async (event) => {
  const pool = container.resolve<Pool>('Pool');
  await pool.query('select 1 from ' + event.body); //! sql event.body
  await pool.query('select 1 from ' + container.resolve(Config).table);
};
//// cycles ext=ts
import { container, delay, inject, injectable } from 'tsyringe';
import { execSync } from 'child_process';
@injectable()
class One {
  constructor(@inject(delay(() => Two)) private two: Two) {}
  run(x) { this.two.run(x); }
  last(x) { execSync(x); } //! shell event.body
}
@injectable()
class Two {
  constructor(private one: One) {}
  run(x) { this.one.last(x); }
}
export const handler = async (event) => container.resolve(One).run(event.body);
//// instances-are-told-apart ext=ts
import { container, injectable, singleton } from 'tsyringe';
import { execSync } from 'child_process';
@injectable()
class Builder {
  command = '';
  add(x) { this.command += x; return this; }
}
@singleton()
class Shared {
  command = 'ls';
}
export const handler = async (event) => {
  const outside = container.resolve(Builder).add(event.body);
  const inside = container.resolve(Builder).add('ls');
  execSync(inside.command);
  execSync(outside.command); //! shell event.body
  container.resolve(Shared).command = event.body;
  execSync(container.resolve(Shared).command); //! shell event.body
};
//// typedi ext=ts
import { Container, Inject, Service, Token } from 'typedi';
import { execSync } from 'child_process';
const COMMAND = new Token<string>('command');
Container.set(COMMAND, 'ls ');
@Service()
class Runner {
  run(command: string) { execSync(command); } //! shell event.body
}
@Service('lister')
class Lister {
  @Inject() private runner: Runner;
  @Inject(COMMAND) private command: string;
  list(x) {
    execSync(this.command);
    this.runner.run(this.command + x);
  }
}
@Service()
class Api {
  constructor(@Inject('lister') private lister: Lister) {}
  get(x) { this.lister.list(x); }
}
export const handler = async (event) => Container.get(Api).get(event.body);
//// inversify ext=ts
import { Container, inject, injectable } from 'inversify';
import { execSync } from 'child_process';
const TYPES = { Runner: Symbol.for('Runner'), Fake: Symbol.for('Fake'), Command: Symbol.for('Command') };
interface Runner { run(x: string): void }
@injectable()
class Shell implements Runner {
  @inject(TYPES.Command) private command: string;
  run(x) { execSync(this.command + x); } //! shell event.body
}
@injectable()
class Nothing implements Runner {
  run(x) { return x.length; }
}
@injectable()
class Service {
  constructor(@inject(TYPES.Runner) private runner: Runner, @inject(TYPES.Fake) private fake: Runner) {}
  both(x) {
    this.fake.run(x);
    this.runner.run(x);
  }
}
const container = new Container();
container.bind<Runner>(TYPES.Runner).to(Shell).inSingletonScope();
container.bind<Runner>(TYPES.Fake).to(Nothing);
container.bind(TYPES.Command).toConstantValue('ls ');
container.bind(Service).toSelf();
export const handler = async (event) => container.get<Service>(Service).both(event.body);
//// inversify-modules-and-values ext=ts
import { Container, ContainerModule } from 'inversify';
import { execSync } from 'child_process';
const module = new ContainerModule((bind) => {
  bind('prefix').toConstantValue('ls ');
  bind('command').toDynamicValue((context) => ({ run: (x) => execSync(context.container.get('prefix') + x) })); //! shell event.body
});
const container = new Container();
container.load(module);
export const handler = async (event) => {
  execSync(container.get('prefix'));
  container.get('command').run(event.body);
};
//// what-nobody-binds-is-unknown ext=ts
import { container, inject, injectable } from 'tsyringe';
import { execSync } from 'child_process';
abstract class Shell { abstract run(command: string): string }
@injectable()
class Service {
  constructor(@inject('Shell') private shell: Shell) {}
  run(x) {
    this.shell.run('ls');
    return execSync(x); //! shell event.body
  }
}
export const handler = async (event) => container.resolve(Service).run(event.body);
//// types-of-libraries ext=ts
import { injectable, container, inject } from 'tsyringe';
import { DataSource } from 'typeorm';
import { Pool } from 'pg';
@injectable()
class Users {
  constructor(private source: DataSource, @inject('Pool') private pool: Pool) {}
  find(name) {
    this.source.query('select 1 where $1', [name]);
    this.source.query('select ' + name); //! sql event.body
    this.pool.query('select ' + name); //! sql event.body
  }
}
export const handler = async (event) => container.resolve(Users).find(event.body);
//// what-is-registered-is-known ext=ts
import { container } from 'tsyringe';
import { execSync } from 'child_process';
container.registerInstance('given', 'ls');
export const handler = async (event) => {
  execSync(container.isRegistered('given') ? 'ls' : event.body);
  execSync(container.isRegistered('missing') ? 'ls' : event.body); //! shell event.body
};
