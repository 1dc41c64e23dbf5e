//// joi_rules
const Joi = require('joi');
const { exec } = require('child_process');
const schema = Joi.object({
  id: Joi.number().integer().required(),
  kind: Joi.string().valid('a', 'b'),
  code: Joi.string().pattern(/^[A-Z]{3}$/),
  loose: Joi.string().pattern(/[A-Z]/),
  key: Joi.string().guid(),
  when: Joi.date().iso(),
  name: Joi.string().max(9),
  list: Joi.array().items(Joi.number()),
  inner: Joi.object({ flag: Joi.boolean(), text: Joi.string() }),
}).options({ stripUnknown: true });
exports.handler = async (event) => {
  const { value, error } = schema.validate(JSON.parse(event.body), { abortEarly: false });
  if (error) throw error;
  exec(`ls ${value.id} ${value.kind} ${value.code} ${value.key} ${value.when} ${value.list[0]} ${value.inner.flag}`);
  exec('ls ' + value.loose); //! shell event.body.loose
  exec('ls ' + value.name); //! shell event.body.name
  exec('ls ' + value.inner.text); //! shell event.body.inner.text
  const other = Joi.attempt(JSON.parse(event.headers.x), schema);
  exec('ls ' + other.id);
  exec('ls ' + other.name); //! shell event.headers.x.name
};
//// zod_rules ext=ts
import { z } from 'zod';
import { exec } from 'child_process';
enum Size { S = 's', M = 'm' }
const Schema = z.object({
  id: z.coerce.number(),
  key: z.string().uuid(),
  kind: z.enum(['a', 'b']),
  size: z.nativeEnum(Size),
  one: z.literal('x'),
  code: z.string().regex(/^[A-Z]{3}$/),
  flag: z.boolean().default(false),
  when: z.string().datetime(),
  order: z.uuidv7(),
  amount: z.int32(),
  name: z.string().trim().max(9),
  maybe: z.string().optional(),
  either: z.union([z.number(), z.string()]),
  list: z.array(z.object({ n: z.number(), text: z.string() })),
}).strict();
export const handler = async (event: any) => {
  const data = await Schema.parseAsync(JSON.parse(event.body));
  exec(`ls ${data.order} ${data.amount}`);
  exec(`ls ${data.id} ${data.key} ${data.kind} ${data.size} ${data.one} ${data.code} ${data.flag} ${data.when}`);
  exec('ls ' + data.list[0].n);
  exec('ls ' + data.name); //! shell event.body.name
  exec('ls ' + data.maybe); //! shell event.body.maybe
  exec('ls ' + data.either); //! shell event.body.either
  exec('ls ' + data.list[0].text); //! shell event.body.list[].text
  const part = Schema.pick({ id: true, name: true }).parse(JSON.parse(event.headers.x));
  exec('ls ' + part.id);
  exec('ls ' + part.name); //! shell event.headers.x.name
};
//// zod_outcome ext=ts
import * as z from 'zod';
import { exec } from 'child_process';
const Schema = z.object({ n: z.number(), text: z.string() });
export const handler = async (event: any) => {
  const body = JSON.parse(event.body);
  const result = Schema.safeParse(body);
  if (!result.success) return { statusCode: 400, body: JSON.stringify(result.error.issues.length) };
  exec('ls ' + result.data.n);
  exec('ls ' + result.data.text); //! shell event.body.text
};
//// ajv_rules ext=ts
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { exec } from 'child_process';
const ajv = new Ajv({ allErrors: true });
addFormats(ajv);
const schema = {
  type: 'object',
  properties: { id: { type: 'integer' }, key: { type: 'string', format: 'uuid' }, name: { type: 'string' } },
  required: ['id'],
  additionalProperties: false,
};
const validate = ajv.compile(schema);
export const handler = async (event: any) => {
  const data = JSON.parse(event.body);
  if (!validate(data)) throw new Error('no');
  exec(`ls ${data.id} ${data.key}`);
  exec('ls ' + data.name); //! shell event.body.name
  const other = JSON.parse(event.headers.x);
  if (ajv.validate(schema, other)) {
    exec('ls ' + other.id);
    exec('ls ' + other.name); //! shell event.headers.x.name
  }
  exec('ls ' + other.id); //! shell event.headers.x.id
};
//// class_validator_rules ext=ts
import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { IsEnum, IsInt, IsString, IsUUID, Matches, ValidateNested, validateOrReject } from 'class-validator';
import { exec } from 'child_process';
class Line {
  @IsInt()
  n: number;
  @IsString()
  text: string;
}
class Order {
  @IsUUID()
  id: string;
  @IsInt()
  count: number;
  @Matches(/^[A-Z]{3}$/)
  code: string;
  @IsString()
  name: string;
  @ValidateNested()
  @Type(() => Line)
  line: Line;
}
export const handler = async (event: any) => {
  const order = plainToInstance(Order, JSON.parse(event.body));
  exec('ls ' + order.count); //! shell event.body.count
  await validateOrReject(order);
  exec(`ls ${order.id} ${order.count}`);
  exec(`ls ${order.code}`);
  exec('ls ' + order.name); //! shell event.body.name
};
//// yup_rules
const yup = require('yup');
const { exec } = require('child_process');
const schema = yup.object({
  id: yup.number().required(),
  kind: yup.string().oneOf(['a', 'b']),
  code: yup.string().matches(/^[A-Z]{3}$/),
  name: yup.string().max(9),
});
exports.handler = async (event) => {
  const data = await schema.validate(JSON.parse(event.body), { stripUnknown: true });
  exec(`ls ${data.id} ${data.kind} ${data.code}`);
  exec('ls ' + data.name); //! shell event.body.name
};
//// other_schema_libraries ext=ts
import * as v from 'valibot';
import { assert, object, string, number } from 'superstruct';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { exec } from 'child_process';
const Schema = v.object({ text: v.string() });
const Shape = object({ n: number(), text: string() });
const T = Type.Object({ text: Type.String() });
export const handler = async (event: any) => {
  const data = v.parse(Schema, JSON.parse(event.body));
  exec('ls ' + data.text); //! shell event.body.text
  const other = JSON.parse(event.headers.x);
  assert(other, Shape);
  exec('ls ' + other.text); //! shell event.headers.x.text
  const third = JSON.parse(event.path);
  if (Value.Check(T, third)) exec('ls ' + third.text); //! shell event.path.text
};
//// record_parsed_in_a_middleware ext=ts
import { z } from 'zod/v4';
import express from 'express';
import serverless from 'serverless-http';
import { drive } from '@googleapis/drive';
import { Entity } from 'electrodb';
import { lookup } from 'records';
const Event = z.object({ eventId: z.uuidv7(), title: z.string().nonempty() });
const kept = new Entity({ model: { entity: 'event' } });
const files = drive({ version: 'v3' });
const app = express();
app.get('/events/:id', async (req, res, next) => {
  res.locals.event = Event.parse(await lookup(req.params.id));
  res.locals.kept = await kept.get({ id: req.params.id }).go();
  next();
}, async (req, res) => {
  const event = res.locals.event;
  await files.files.list({ q: `name = '${event.eventId}'` });
  await files.files.list({ q: `name = '${event.title}'` }); //! search event.pathParameters.id.title
  await files.files.list({ q: `name = '${res.locals.kept.data.name}'` });
  const made = await files.files.create({ requestBody: { name: req.params.id } });
  await files.files.list({ q: `'${made.data.id}' in parents` });
  res.json({});
});
export const handler = serverless(app);
//// names_that_schemas_refuse
const Joi = require('joi');
const { z } = require('zod');
const { Pool } = require('pg');
const pool = new Pool();
const joi = Joi.object({ name: Joi.string() });
const open = Joi.object({ name: Joi.string() }).unknown();
const any = Joi.object();
const strict = z.object({ name: z.string() }).strict();
const loose = z.object({ name: z.string() });
const names = (fields) => Object.keys(fields).map((name) => `${name} = 1`).join(', ');
exports.handler = async (event) => {
  const { a, b, c, d, e, f } = JSON.parse(event.body);
  if (joi.validate(a).error) return;
  await pool.query(`UPDATE users SET ${names(a)}`);
  if (open.validate(b).error) return;
  await pool.query(`UPDATE users SET ${names(b)}`); //! sql event.body.b
  if (joi.validate(c, { allowUnknown: true }).error) return;
  await pool.query(`UPDATE users SET ${names(c)}`); //! sql event.body.c
  if (!strict.safeParse(d).success) return;
  await pool.query(`UPDATE users SET ${names(d)}`);
  if (!loose.safeParse(e).success) return;
  await pool.query(`UPDATE users SET ${names(e)}`); //! sql event.body.e
  if (any.validate(f).error) return;
  await pool.query(`UPDATE users SET ${names(f)}`); //! sql event.body.f
};
