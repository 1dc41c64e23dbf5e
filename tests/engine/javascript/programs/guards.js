//// validators
const validator = require('validator');
const { validate } = require('uuid');
const cp = require('child_process');
exports.handler = async (event) => {
  const { id, n, mail, other } = event.queryStringParameters;
  if (!validate(id)) return { statusCode: 400 };
  cp.exec('x ' + id);
  if (validator.isInt(n)) cp.exec('x ' + n);
  cp.exec('x ' + n); //! shell event.queryStringParameters.n
  if (!validator.isUUID(other)) throw new Error('bad');
  cp.exec(`x ${other}`);
};
//// helper
const cp = require('child_process');
const { isName } = require('./check');
exports.handler = async (event) => {
  if (!isName(event.body)) return { statusCode: 400 };
  cp.exec('x ' + event.body);
};
--- check.js
const NAME = /^[a-z]{1,20}$/;
module.exports.isName = (text) => NAME.test(text);
//// helper_that_throws
const cp = require('child_process');
function check(text) {
  if (!/^\d+$/.test(text)) throw new Error('bad');
}
exports.handler = async (event) => {
  check(event.body);
  cp.exec('x ' + event.body);
};
//// sanitize_that_does_nothing
const cp = require('child_process');
const sanitize = (text) => text.trim().toLowerCase();
exports.handler = async (event) => {
  cp.exec('x ' + sanitize(event.body)); //! shell event.body
};
//// denylist
const cp = require('child_process');
exports.handler = async (event) => {
  if (event.body.includes('rm')) return { statusCode: 400 };
  cp.exec('x ' + event.body); //! shell event.body
};
//// unanchored
const cp = require('child_process');
exports.handler = async (event) => {
  if (!/[a-z]+/.test(event.body)) return { statusCode: 400 };
  cp.exec('x ' + event.body); //! shell event.body
};
//// membership
const cp = require('child_process');
const NAMES = new Set(['a', 'b']);
const TABLE = { a: 'x', b: 'y' };
exports.handler = async (event) => {
  const { a, b, c, d } = event.queryStringParameters;
  if (NAMES.has(a)) cp.exec('x ' + a);
  if (['x', 'y'].includes(b)) cp.exec('x ' + b);
  if (c in TABLE) cp.exec('x ' + c);
  cp.exec('x ' + TABLE[d]);
  switch (d) {
    case 'one':
      cp.exec('x ' + d);
      break;
    default:
      cp.exec('x ' + d); //! shell event.queryStringParameters.d
  }
};
//// numbers
const cp = require('child_process');
exports.handler = async (event) => {
  const { a, b } = JSON.parse(event.body);
  if (!Number.isInteger(a)) return { statusCode: 400 };
  cp.exec(`x ${a}`);
  if (isNaN(b)) return { statusCode: 400 };
  cp.exec(`x ${+b}`);
};
//// schema ext=ts
import { z } from 'zod';
import cp from 'child_process';
const Base = z.object({ id: z.string().uuid(), count: z.number().int(), name: z.string().min(1) });
const Schema = Base.extend({ kind: z.enum(['a', 'b']), tags: z.array(z.string()), at: z.object({ day: z.string() }) });
export const handler = async (event: any) => {
  const data = Schema.parse(JSON.parse(event.body));
  cp.exec(`x ${data.id} ${data.count} ${data.kind}`);
  cp.exec('x ' + data.name); //! shell event.body.name
  cp.exec('x ' + data.tags[0]); //! shell event.body.tags[]
  const outcome = Schema.safeParse(JSON.parse(event.body));
  if (outcome.success) {
    cp.exec('x ' + outcome.data.at.day); //! shell event.body.at.day
    cp.exec('x ' + outcome.data.id);
  }
  const n = z.coerce.number().parse(event.path);
  cp.exec('x ' + n);
};
//// other_schemas
const Joi = require('joi');
const yup = require('yup');
const cp = require('child_process');
const schema = Joi.object({ id: Joi.string().guid().required(), n: Joi.number(), name: Joi.string() });
const more = Joi.object().keys({ kind: Joi.string().valid('a', 'b'), text: Joi.string() });
const shape = yup.object().shape({ id: yup.string().uuid(), name: yup.string() });
exports.handler = async (event) => {
  const { error, value } = schema.validate(JSON.parse(event.body));
  if (error) return { statusCode: 400 };
  cp.exec(`x ${value.id} ${value.n}`);
  cp.exec('x ' + value.name); //! shell event.body.name
  const checked = await more.validateAsync(JSON.parse(event.body));
  cp.exec('x ' + checked.kind);
  cp.exec('x ' + checked.text); //! shell event.body.text
  const cast = await shape.validate(JSON.parse(event.body));
  cp.exec('x ' + cast.id);
  cp.exec('x ' + cast.name); //! shell event.body.name
};
//// outcomes
const cp = require('child_process');
const RE = /^\d+$/;
exports.handler = async (event) => {
  const { a, b, c, d, e } = event.queryStringParameters;
  if (RE.test(a) === false) return {};
  cp.exec('x ' + a);
  if (RE.test(b) !== true) return {};
  cp.exec('x ' + b);
  if (c.match(RE) === null) return {};
  cp.exec('x ' + c);
  if (RE.test(d) === true) return {};
  cp.exec('x ' + d); //! shell event.queryStringParameters.d
  if (RE.test(e) !== null) cp.exec('x ' + e); //! shell event.queryStringParameters.e
};
//// deny_list
const BLOCKED = new Set(['__proto__', 'constructor', 'prototype']);
const OTHER = new Set(['x']);
const isObject = (value) => value !== null && typeof value === 'object';
function merge(target, source) {
  for (const [key, value] of Object.entries(source)) {
    if (BLOCKED.has(key)) continue;
    if (isObject(value)) {
      target[key] = merge(target[key] || {}, value);
    } else {
      target[key] = value;
    }
  }
  return target;
}
exports.handler = async (event) => {
  merge({}, JSON.parse(event.body));
  const { a, b } = event.queryStringParameters;
  const target = {};
  if (OTHER.has(a)) return {};
  target[a][b] = 1; //! prototype event.queryStringParameters.a
};
//// listing
const fs = require('fs');
exports.handler = async (event) => {
  const { a, b } = event.queryStringParameters;
  if (!fs.readdirSync('/opt').includes(a)) return {};
  fs.readFileSync('/opt/' + a);
  const names = await fs.promises.readdir('/opt');
  if (names.includes(b)) fs.readFileSync('/opt/' + b);
  fs.readFileSync('/opt/' + b); //! path event.queryStringParameters.b
};
//// groups
const cp = require('child_process');
exports.handler = async (event) => {
  const m = event.body.match(/^([a-z]+)-(.+)$/);
  if (!m) return {};
  cp.exec('x ' + m[1]);
  cp.exec('x ' + m[2]); //! shell event.body
  const [, name, rest] = /^(\w+)=(.*)$/.exec(event.path);
  cp.exec('x ' + name);
  cp.exec('x ' + rest); //! shell event.path
  const { groups } = event.httpMethod.match(/(?<n>\d+) (?<t>.*)/);
  cp.exec('x ' + groups.n);
  const all = event.headers.x.match(/[a-z]+/g);
  cp.exec('x ' + all[0]);
  for (const one of event.headers.y.matchAll(/([a-z]+):(.*)/g)) {
    cp.exec('x ' + one[1]);
    cp.exec('x ' + one[2]); //! shell event.headers.y
  }
};
//// json_schemas ext=ts
import Ajv from 'ajv';
import cp from 'child_process';
import { z } from 'zod';
const validate = new Ajv().compile({
  type: 'object',
  properties: {
    code: { type: 'string', pattern: '^[A-Z]{3}$' },
    text: { type: 'string' },
    loose: { type: 'string', pattern: '[A-Z]{3}' },
    kind: { enum: ['a', 'b'] },
    list: { type: 'array', items: { type: 'integer' } },
  },
});
const S = z.object({ p: z.string().regex(/^[a-z]+$/).min(1), q: z.string().regex(/[a-z]+/) });
export const handler = async (event: any) => {
  const data: any = JSON.parse(event.headers.x);
  cp.exec('x ' + data.code); //! shell event.headers.x.code
  if (!validate(data)) return {};
  cp.exec('x ' + data.code + data.kind);
  cp.exec('x ' + data.text); //! shell event.headers.x.text
  cp.exec('x ' + data.loose); //! shell event.headers.x.loose
  for (const n of data.list) cp.exec('x ' + n);
  const s = S.parse(JSON.parse(event.body));
  cp.exec('x ' + s.p);
  cp.exec('x ' + s.q); //! shell event.body.q
};
//// middy_schema ext=ts
import middy from '@middy/core';
import parser from '@middy/http-json-body-parser';
import validator from '@middy/validator';
import { transpileSchema } from '@middy/validator/transpile';
import { exec } from 'node:child_process';
const eventSchema = {
  type: 'object',
  properties: {
    body: { type: 'object', properties: { file: { type: 'string' }, format: { type: 'string', enum: ['a', 'b'] } } },
  },
} as const;
const convert = async (event: any) => {
  const { file, format } = event.body;
  exec(`x ${file}`); //! shell event.body.file
  exec(`x ${format}`);
};
export const handler = middy(convert).use(parser()).use(validator({ eventSchema: transpileSchema(eventSchema) }));
//// asserted_parts ext=ts
import { promises as fs } from 'fs';
import path from 'path';
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
function assertName(value: unknown): asserts value is string {
  if (typeof value !== 'string' || !NAME.test(value)) throw new Error('invalid');
}
export const handler = async (event: any) => {
  const query = event.queryStringParameters;
  assertName(query.a);
  await fs.readFile(path.join('/mnt', query.a), 'utf8');
  await fs.readFile(path.join('/mnt', query.b), 'utf8'); //! path event.queryStringParameters.b
};
//// own_properties
const { execSync } = require('child_process');
const ALLOWED = { a: 1, b: 2 };
const has = Object.prototype.hasOwnProperty;
const owns = (object, key) => Object.hasOwn(object, key);
exports.handler = async (event) => {
  const key = event.queryStringParameters.key;
  if (Object.hasOwn(ALLOWED, key)) execSync(key);
  if (Object.prototype.hasOwnProperty.call(ALLOWED, key)) execSync(key);
  if ({}.hasOwnProperty.call(ALLOWED, key)) execSync(key);
  if (has.call(ALLOWED, key)) execSync(key);
  if (owns(ALLOWED, key)) execSync(key);
  if (Object.hasOwn({ a: event.queryStringParameters.z }, key)) execSync(key);
  if (Object.hasOwn(JSON.parse(event.body), key)) execSync(key); //! shell event.queryStringParameters.key
  if (has.call(event.headers, key)) execSync(key); //! shell event.queryStringParameters.key
  if (Object.hasOwn({ ...event.headers }, key)) execSync(key); //! shell event.queryStringParameters.key
  if (!Object.hasOwn(ALLOWED, key)) {
    execSync(key); //! shell event.queryStringParameters.key
    return;
  }
  execSync(key);
};
//// number_of_parts
const cp = require('child_process');
exports.handler = async (event) => {
  const parts = event.queryStringParameters.t.split('.');
  if (parts.length !== 3) return { statusCode: 401 };
  cp.exec('x ' + parts[1]); //! shell event.queryStringParameters.t
  if (parts[2] !== 'fixed') return { statusCode: 401 };
  cp.exec('x ' + parts[2]);
};
//// names_of_a_schema kind=appsync
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, UpdateCommand } = require('@aws-sdk/lib-dynamodb');
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const set = (data) => 'SET ' + Object.keys(data).map((name) => `${name} = :${name}`).join(', ');
exports.handler = async (event) => {
  const { id, ...data } = event.arguments.input;
  await db.send(new UpdateCommand({ TableName: 't', Key: { id }, UpdateExpression: set(data) }));
  const more = JSON.parse(event.arguments.text);
  await db.send(new UpdateCommand({ TableName: 't', Key: { id }, UpdateExpression: set(more) })); //! record event.arguments.text
};
//// schemas_of_old_joi
const Joi = require('joi');
const cp = require('child_process');
exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const result = Joi.validate(body, Joi.object().keys({ id: Joi.number().required(), name: Joi.string() }));
  if (result && result.error) return { statusCode: 400 };
  cp.exec(`x ${body.id}`);
  cp.exec(`x ${body.name}`); //! shell event.body.name
  const other = Joi.validate(body, { on: Joi.boolean() });
  if (other.error !== null) return { statusCode: 400 };
  cp.exec(`x ${body.on}`);
};
//// json_schemas_that_refuse_other_names
const Ajv = require('ajv');
const { MongoClient } = require('mongodb');
const orders = new MongoClient('mongodb://db.example.org').db('shop').collection('orders');
const ajv = new Ajv();
const closed = ajv.compile({ type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false });
const open = ajv.compile({ type: 'object', properties: { name: { type: 'string' } } });
exports.handler = async (event) => {
  const { a, b } = JSON.parse(event.body);
  if (!closed(a)) return;
  await orders.insertOne(a);
  if (!open(b)) return;
  await orders.insertOne(b); //! record event.body.b
};
