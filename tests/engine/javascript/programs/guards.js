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
