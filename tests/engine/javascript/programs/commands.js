//// exec
const { exec, execSync } = require('node:child_process');
const util = require('util');
const run = util.promisify(exec);
exports.handler = async (event) => {
  exec('ls ' + event.body, (error, out) => out); //! shell event.body
  execSync(`ls ${event.path}`); //! shell event.path
  const { stdout } = await run('cat ' + event.queryStringParameters.file); //! shell event.queryStringParameters.file
  exec('ls -l');
};
//// spawn
const { spawn, execFile } = require('child_process');
exports.handler = async (event) => {
  spawn('ls', [event.body]);
  spawn('ls', [event.body], { shell: true }); //! shell event.body
  spawn(`ls ${event.body}`, { shell: true }); //! shell event.body, command event.body
  spawn('bash', ['-c', event.body]); //! shell event.body
  spawn(event.body, ['-l']); //! command event.body
  execFile('/bin/ls', ['-l', event.body], () => {});
};
//// others
const shell = require('shelljs');
const execa = require('execa');
const crossSpawn = require('cross-spawn');
const { Client } = require('ssh2');
exports.handler = async (event) => {
  shell.exec(event.body); //! shell event.body
  execa.command('ls ' + event.body); //! shell event.body
  await execa('ls', [event.body]);
  crossSpawn.sync('ls', [event.body]);
  const c = new Client();
  c.exec('ls ' + event.path, () => {}); //! shell event.path
};
//// quoted
const { exec } = require('child_process');
const { quote } = require('shell-quote');
exports.handler = async (event) => {
  exec('ls ' + quote([event.body]));
  if (!/^[\w.-]+$/.test(event.path)) throw new Error('bad');
  exec('ls ' + event.path);
  exec('sleep ' + parseInt(event.body, 10));
  exec('x ' + event.path.replace(/[^a-z]/g, ''));
  exec('x ' + encodeURIComponent(event.path));
};
//// code
const vm = require('vm');
const math = require('mathjs');
exports.handler = async (event) => {
  eval(event.body); //! code event.body
  new Function('a', event.body); //! code event.body
  vm.runInNewContext(event.body); //! code event.body
  setTimeout(event.body, 5); //! code event.body
  setTimeout(() => {}, event.queryStringParameters.ms); //! sleep event.queryStringParameters.ms
  require('./plugins/' + event.path); //! path event.path
  JSON.parse(event.body);
  math.evaluate('1 + 1');
};
//// code_in_function_arguments
exports.handler = async (event) => {
  const f = new Function(event.path, 'return 1'); //! code event.path
  return f();
};
//// deserialization
const serialize = require('node-serialize');
const yaml = require('js-yaml');
exports.handler = async (event) => {
  const data = serialize.unserialize(event.body); //! deserialization event.body
  yaml.load(event.body);
  yaml.load(event.body, { schema: yaml.DEFAULT_FULL_SCHEMA }); //! deserialization event.body
  eval(yaml.load(event.body).x); //! code event.body.x
};
//// waiting
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); //! sleep event.queryStringParameters.a
exports.handler = async (event) => {
  await wait(Number(event.queryStringParameters.a));
  const b = parseInt(event.queryStringParameters.b, 10);
  if (b > 1000) return { statusCode: 400 };
  await wait(b);
  await wait(Math.min(Number(event.queryStringParameters.c), 1000));
};
//// waterfall_steps
const async = require('async');
const cp = require('child_process');
const fs = require('fs');
exports.handler = (event, context, callback) => {
  const f = event.queryStringParameters.f;
  async.waterfall([
    function one(next) { next(null, '/tmp/' + f); },
    function two(file, next) {
      fs.writeFile('/tmp/x', 'x', (error) => next(error, file));
    },
    function three(file, next) {
      cp.exec('a "' + file + '"', next); //! shell event.queryStringParameters.f
    },
    function four(out, problems, next) {
      cp.exec('b ' + f, next); //! shell event.queryStringParameters.f
    },
  ], callback);
  async.parallel([
    (next) => cp.exec('c ' + f, next), //! shell event.queryStringParameters.f
    (next) => cp.exec('d', next),
  ], () => {});
};
//// emitter
const { EventEmitter } = require('events');
const cp = require('child_process');
const bus = new EventEmitter();
bus.on('job', (job) => cp.exec('x ' + job.filter)); //! shell event.body.filter
bus.on('other', (job) => cp.exec('x ' + job.filter));
class Own extends EventEmitter {}
exports.handler = async (event) => {
  bus.emit('job', JSON.parse(event.body));
  const own = new Own();
  own.once('x', function (v) { cp.exec('y ' + v); }); //! shell event.path
  own.emit('x', event.path);
};
