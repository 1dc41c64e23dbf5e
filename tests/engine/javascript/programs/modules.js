//// object_export
const { exec } = require('child_process');
async function handler(event) {
  exec('a ' + event.body); //! shell event.body
}
module.exports = { handler };
//// member_export
const cp = require('child_process');
module.exports.handler = async (event) => {
  cp.exec(`ls ${event.body}`); //! shell event.body
};
//// destructured_parameter
import { exec } from 'child_process';
export const handler = async ({ body, pathParameters: { id } = {}, ...rest }) => {
  exec('x ' + body); //! shell event.body
  exec('y ' + id); //! shell event.pathParameters.id
  exec('z ' + rest.path); //! shell event.path
};
//// default_export symbol=default
import cp from 'node:child_process';
export default async function (event) {
  cp.execSync(event.body); //! shell event.body
}
//// export_all
export * from './implementation';
--- implementation.js
import * as cp from 'child_process';
export const handler = async (event) => {
  cp.exec(event.body); //! shell event.body
};
//// export_from
export { main as handler } from './implementation';
--- implementation.js
import * as cp from 'child_process';
export const main = async (event) => {
  cp.exec(event.body); //! shell event.body
};
//// export_default_from
import { run } from './tools';
export const handler = async (event) => run(event.body);
--- tools/index.js
export run from './run';
--- tools/run.js
import * as cp from 'child_process';
export default (text) => {
  cp.exec(text); //! shell event.body
};
//// imports_like_a_module_exports_like_a_script ext=ts
import * as cp from 'child_process';
exports.handler = async (event: any) => {
  cp.exec(event.body); //! shell event.body
};
//// bound_method
const cp = require('child_process');
class App {
  constructor() {
    this.cp = cp;
  }
  async handler(event) {
    return this.run(event.body);
  }
  run(x) {
    this.cp.exec(x); //! shell event.body
  }
}
const app = new App();
exports.handler = app.handler.bind(app);
//// injected_dependency ext=ts
import cp from 'child_process';
import { injectable, inject } from 'inversify';
@injectable()
class Runner {
  run(x: string) {
    cp.exec(x); //! shell event.body
  }
}
export class App {
  constructor(@inject(Runner) private readonly runner: Runner, public readonly n = 5) {}
  public async handler(event: any): Promise<any> {
    return this.runner.run(event.body);
  }
}
const app = new App(new Runner());
export const handler = app.handler.bind(app);
//// arrow_property ext=ts
import cp from 'child_process';
class App {
  private z = 1;
  handler = async (event: any) => {
    this.run(event.body);
  };
  private run(x: string) {
    cp.exec(x); //! shell event.body
  }
}
export const handler = new App().handler;
//// wrapper_of_the_project
const cp = require('child_process');
const wrap = (fn) => async (event, context) => {
  try {
    return { statusCode: 200, body: await fn(JSON.parse(event.body)) };
  } catch (e) {
    return { statusCode: 500 };
  }
};
exports.handler = wrap(async (data) => {
  cp.exec(data.cmd); //! shell event.body.cmd
});
//// wrapper_of_a_library
const cp = require('child_process');
const library = require('some-library');
exports.handler = library.instrument(
  async (event) => {
    cp.exec(event.body); //! shell event.body
  },
  { name: 'x' },
);
//// bound_arguments
const cp = require('child_process');
const run = (prefix, event) => {
  cp.exec(prefix + event.body); //! shell event.body
};
exports.handler = run.bind(null, 'ls ');
//// helpers
const { parse } = require('./lib/util');
const run = require('./lib/run');
exports.handler = async (event) => run(parse(event));
--- lib/util.js
exports.parse = (event) => {
  const body = typeof event.body === 'string' ? JSON.parse(event.body) : event.body;
  return { ...body, query: event.queryStringParameters };
};
--- lib/run/index.js
const cp = require('child_process');
module.exports = async ({ cmd, query }) => {
  cp.exec(cmd); //! shell event.body.cmd
  cp.exec(query.z); //! shell event.queryStringParameters.z
};
//// import_at_run_time
exports.handler = async (event) => {
  const { exec } = await import('child_process');
  exec(event.body); //! shell event.body
};
//// function_around_all
const cp = require('child_process');
module.exports = (function () {
  const made = {};
  made.handler = function (event) {
    cp.exec(event.body); //! shell event.body
  };
  return made;
})();
