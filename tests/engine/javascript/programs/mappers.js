//// knex_builder
const knex = require('knex')({ client: 'pg' });
exports.handler = async (event) => {
  const { id, name, order } = JSON.parse(event.body);
  await knex('users').where({ id }).orderBy(order);
  await knex('users').where('id', id).andWhere('name', 'like', `%${name}%`);
  await knex.select('*').from('users').whereIn('id', [id]).first();
  await knex('users').insert({ name }).returning('id');
  await knex('users').where('id', '=', id).update({ name });
  await knex('users').whereRaw('name = ?', [name]);
  await knex('users').whereRaw(`name = '${name}'`); //! sql event.body.name
  await knex('users').select(knex.raw('upper(?)', [name]));
  await knex('users').select(knex.raw(`upper(${name})`)); //! sql event.body.name
  await knex('users').orderByRaw(order); //! sql event.body.order
  await knex('users').havingRaw('count > ' + name); //! sql event.body.name
  await knex.transaction(async (trx) => {
    await trx('users').where({ id }).del();
    await trx.raw('SELECT ' + id); //! sql event.body.id
    await trx.raw('SELECT ?', [id]);
  });
  await knex.schema.raw('DROP TABLE ' + name); //! sql event.body.name
};
//// sequelize_models
const { Sequelize, DataTypes, Op, QueryTypes, literal, fn, col, where } = require('sequelize');
const sequelize = new Sequelize(process.env.URL);
const { v4 } = require('uuid');
const User = sequelize.define('User', { id: { type: DataTypes.UUID, defaultValue: () => v4() }, name: DataTypes.STRING });
exports.handler = async (event) => {
  const { id, name, order } = event.queryStringParameters;
  await User.findAll({ where: { name } });
  await User.findOne({ where: { name: { [Op.like]: `%${name}%` } } });
  await sequelize.query(`SELECT ${(await User.findOne({ where: { name } })).id}`); // its row, and no word of what was asked
  await User.findByPk(id);
  await User.create({ name });
  await User.update({ name }, { where: { id } });
  await User.destroy({ where: { id } });
  await User.findAll({ order: [[order, 'DESC']] });
  await User.findAll({ order: sequelize.literal(order) }); //! sql event.queryStringParameters.order
  await User.findAll({ where: literal(`name = '${name}'`) }); //! sql event.queryStringParameters.name
  await User.findAll({ where: where(fn('lower', col('name')), name) });
  await sequelize.query('SELECT * FROM u WHERE name = ?', { replacements: [name], type: QueryTypes.SELECT });
  await sequelize.query('SELECT * FROM u WHERE name = $1', { bind: [name] });
  await sequelize.query(`SELECT * FROM u WHERE name = '${name}'`); //! sql event.queryStringParameters.name
  await sequelize.query({ query: `SELECT ${name}` }); //! sql event.queryStringParameters.name
  await sequelize.query('SELECT ' + sequelize.escape(name));
};
//// sequelize_class ext=ts
import { Model, DataTypes, Sequelize } from 'sequelize';
const sequelize = new Sequelize(process.env.URL!);
class User extends Model {}
User.init({ name: DataTypes.STRING }, { sequelize });
export const handler = async (event: any) => {
  const name = event.queryStringParameters.name;
  await User.findAll({ where: { name } });
  await User.findAll({ where: Sequelize.literal(`name = '${name}'`) }); //! sql event.queryStringParameters.name
  await User.sequelize!.query('SELECT ' + name); //! sql event.queryStringParameters.name
};
//// typeorm_repositories ext=ts
import { DataSource, Entity, Column, Like, In, Raw, getRepository, getConnection } from 'typeorm';
@Entity()
class User { @Column() name: string; }
const source = new DataSource({ type: 'postgres' });
export const handler = async (event: any) => {
  const { id, name, order } = event.queryStringParameters;
  const users = source.getRepository(User);
  await users.findOneBy({ id });
  await users.find({ where: { name: Like(`%${name}%`), id: In([id]) } });
  await users.save({ name });
  await users.createQueryBuilder('u').where('u.name = :name', { name }).getOne();
  await users.createQueryBuilder('u').where({ name }).getOne();
  await users.createQueryBuilder('u').where(`u.name = '${name}'`).getOne(); //! sql event.queryStringParameters.name
  await users.createQueryBuilder('u').where('1 = 1').andWhere(`u.name = '${name}'`).getOne(); //! sql event.queryStringParameters.name
  await users.createQueryBuilder('u').orderBy(order).getMany(); //! sql event.queryStringParameters.order
  await users.find({ where: { name: Raw((alias) => `${alias} = '${name}'`) } }); //! sql event.queryStringParameters.name
  await users.find({ where: { name: Raw((alias) => `${alias} = :name`, { name }) } });
  await source.query('SELECT * FROM u WHERE name = $1', [name]);
  await source.manager.query(`SELECT ${name}`); //! sql event.queryStringParameters.name
  await getRepository(User).query(`SELECT ${name}`); //! sql event.queryStringParameters.name
  await getConnection().query('SELECT $1', [name]);
  await source.createQueryBuilder().update(User).set({ name }).where('id = :id', { id }).execute();
  await source.createQueryBuilder().delete().from(User).where('id = ' + id).execute(); //! sql event.queryStringParameters.id
};
//// prisma_client ext=ts
import { PrismaClient, Prisma } from '@prisma/client';
const prisma = new PrismaClient();
export const handler = async (event: any) => {
  const { id, name } = event.queryStringParameters;
  await prisma.user.findUnique({ where: { id } });
  await prisma.user.findMany({ where: { name: { contains: name } }, orderBy: { name: 'asc' } });
  await prisma.user.create({ data: { name } });
  await prisma.$transaction([prisma.user.update({ where: { id }, data: { name } })]);
  await prisma.$queryRaw`SELECT * FROM u WHERE name = ${name}`;
  await prisma.$queryRaw(Prisma.sql`SELECT * FROM u WHERE name = ${name}`);
  await prisma.$queryRaw(Prisma.raw(`SELECT '${name}'`)); //! sql event.queryStringParameters.name
  await prisma.$queryRaw`SELECT * FROM ${Prisma.raw(name)}`; //! sql event.queryStringParameters.name
  await prisma.$executeRaw`UPDATE u SET name = ${name}`;
  await prisma.$executeRawUnsafe(`UPDATE u SET name = '${name}'`); //! sql event.queryStringParameters.name
  await prisma.$queryRawUnsafe('SELECT * FROM u WHERE name = $1', name);
  await prisma.$transaction(async (tx) => {
    await tx.$queryRawUnsafe(`SELECT ${name}`); //! sql event.queryStringParameters.name
    await tx.user.delete({ where: { id } });
  });
};
//// drizzle ext=ts
import { drizzle } from 'drizzle-orm/node-postgres';
import { eq, like, sql, and, desc } from 'drizzle-orm';
import { Pool } from 'pg';
import { users } from './schema';
const db = drizzle(new Pool());
export const handler = async (event: any) => {
  const { id, name } = event.queryStringParameters;
  await db.select().from(users).where(eq(users.id, id));
  await db.select().from(users).where(and(like(users.name, `%${name}%`), sql`${users.id} = ${id}`)).orderBy(desc(users.name));
  await db.insert(users).values({ name });
  await db.update(users).set({ name }).where(eq(users.id, id));
  await db.delete(users).where(eq(users.id, id));
  await db.execute(sql`SELECT * FROM users WHERE name = ${name}`);
  await db.execute(sql.raw(`SELECT * FROM users WHERE name = '${name}'`)); //! sql event.queryStringParameters.name
  await db.execute(`SELECT * FROM users WHERE name = '${name}'`); //! sql event.queryStringParameters.name
  await db.select().from(users).where(sql.raw('name = ' + name)); //! sql event.queryStringParameters.name
  await db.query.users.findFirst({ where: eq(users.name, name) });
};
--- schema.ts
import { pgTable, text, integer } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: integer('id'), name: text('name') });
//// kysely ext=ts
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
const db = new Kysely<any>({ dialect: new PostgresDialect({ pool: new Pool() }) });
export const handler = async (event: any) => {
  const { id, name, order } = event.queryStringParameters;
  await db.selectFrom('users').where('id', '=', id).selectAll().executeTakeFirst();
  await db.insertInto('users').values({ name }).execute();
  await db.updateTable('users').set({ name }).where('id', '=', id).execute();
  await db.deleteFrom('users').where('name', 'like', `%${name}%`).execute();
  await sql`SELECT * FROM users WHERE name = ${name}`.execute(db);
  await sql`SELECT * FROM users ORDER BY ${sql.ref(order)}`.execute(db);
  await sql`SELECT * FROM users ORDER BY ${sql.raw(order)}`.execute(db); //! sql event.queryStringParameters.order
  await sql.raw(`SELECT ${name}`).execute(db); //! sql event.queryStringParameters.name
};
//// mysql2_pool
import mysql from 'mysql2/promise';
const pool = mysql.createPool({ host: process.env.HOST });
export const handler = async (event) => {
  const { id, column } = event.queryStringParameters;
  const [rows] = await pool.execute('SELECT * FROM t WHERE id = ?', [id]);
  await pool.query('SELECT * FROM t WHERE id = :id', { id });
  await pool.query(`SELECT * FROM t WHERE id = ${id}`); //! sql event.queryStringParameters.id
  await pool.query(mysql.format('SELECT ?? FROM t WHERE id = ?', [column, id]));
  await pool.query('SELECT ' + mysql.escapeId(column) + ' FROM t');
  const connection = await pool.getConnection();
  await connection.beginTransaction();
  await connection.query({ sql: `SELECT ${id}`, values: [] }); //! sql event.queryStringParameters.id
  await connection.execute(`DELETE FROM t WHERE id = '${id}'`); //! sql event.queryStringParameters.id
  await connection.execute('DELETE FROM t WHERE id = ?', [id]);
  connection.release();
};
//// pg_clients
const { Client, Pool } = require('pg');
const pgp = require('pg-promise')();
const postgres = require('postgres');
const sql = postgres(process.env.URL);
const db = pgp(process.env.URL);
exports.handler = async (event) => {
  const { id, name } = event.queryStringParameters;
  const client = new Client({ connectionString: process.env.URL });
  await client.connect();
  await client.query('SELECT * FROM t WHERE id = $1', [id]);
  await client.query({ text: 'SELECT * FROM t WHERE id = $1', values: [id] });
  await client.query({ name: 'one', text: `SELECT ${id}` }); //! sql event.queryStringParameters.id
  await client.query('SELECT * FROM ' + client.escapeIdentifier(name));
  await db.one('SELECT * FROM t WHERE id = $1', id);
  await db.any('SELECT * FROM t WHERE name = $<name>', { name });
  await db.any(`SELECT * FROM t WHERE name = '${name}'`); //! sql event.queryStringParameters.name
  await sql`SELECT * FROM t WHERE id = ${id}`;
  await sql`SELECT * FROM ${sql(name)}`;
  await sql.unsafe(`SELECT * FROM t WHERE id = ${id}`); //! sql event.queryStringParameters.id
};
//// sqlite_statements
const Database = require('better-sqlite3');
const db = new Database('x.db');
exports.handler = async (event) => {
  const { id } = event.queryStringParameters;
  db.prepare('SELECT * FROM t WHERE id = ?').get(id);
  db.prepare('INSERT INTO t VALUES (@id)').run({ id });
  db.prepare(`SELECT * FROM t WHERE id = ${id}`).all(); //! sql event.queryStringParameters.id
  db.exec('DELETE FROM t WHERE id = ' + id); //! sql event.queryStringParameters.id
  db.transaction((one) => db.prepare('DELETE FROM t WHERE id = ?').run(one))(id);
  db.pragma('journal_mode = WAL');
};
//// mongo_operators
const { MongoClient, ObjectId } = require('mongodb');
const sanitize = require('mongo-sanitize');
const client = new MongoClient(process.env.URI);
exports.handler = async (event) => {
  const { id, name, list } = JSON.parse(event.body);
  const users = client.db().collection('users');
  await users.findOne({ name: { $eq: name } });
  await users.find({ name: { $in: list } }).toArray();
  await users.findOne({ $or: [{ name }, { id: 1 }] }); //! nosql event.body.name
  await users.findOne({ name: { $regex: name } }); //! query-pattern event.body.name
  await users.findOne({ $expr: { $eq: ['$name', name] } }); //! nosql event.body.name
  await users.findOne({ name: sanitize(name) });
  await users.insertOne({ name });
  await users.aggregate([{ $match: { name } }]).toArray(); //! nosql event.body.name
  await users.aggregate([{ $match: { name: String(name) } }]).toArray();
  await users.deleteMany({ name }); //! nosql event.body.name
  await users.findOne({ _id: new ObjectId(id) });
};
//// mongoose_models ext=ts
import mongoose, { Schema, model } from 'mongoose';
const User = model('User', new Schema({ name: String }));
export const handler = async (event: any) => {
  const { id, name } = JSON.parse(event.body);
  await User.findById(id);
  await User.findOne({ name }); //! nosql event.body.name
  await User.findOne({ name: name.toString() });
  await User.findOne().where('name').equals(name);
  await User.updateOne({ _id: String(id) }, { name });
  await User.deleteOne({ name }); //! nosql event.body.name
  await User.countDocuments({ name }); //! nosql event.body.name
  await new User({ name }).save();
  await User.create({ name });
  await User.find({ $where: `this.name == '${name}'` }); //! code event.body.name
};
//// redis_clients
const Redis = require('ioredis');
const { createClient } = require('redis');
const redis = new Redis(process.env.URL);
exports.handler = async (event) => {
  const { key, value } = event.queryStringParameters;
  await redis.get(key);
  await redis.set(key, value, 'EX', 5);
  await redis.eval('return redis.call("get", KEYS[1])', 1, key);
  await redis.eval(`return "${key}"`, 0); //! code event.queryStringParameters.key
  const client = createClient({ url: process.env.URL });
  await client.connect();
  await client.hSet('h', key, value);
  await client.eval('return ' + key); //! code event.queryStringParameters.key
};
//// rows_of_prisma ext=ts
import { PrismaClient } from '@prisma/client';
const { execSync } = require('child_process');
const prisma = new PrismaClient().$extends({});
export const handler = async (event: any) => {
  const { id } = event.pathParameters;
  const { token, filter, url } = JSON.parse(event.body);
  const hook = await prisma.hook.findUnique({ where: { id } });
  await fetch(hook.url);
  for (const each of await prisma.hook.findMany({ where: { owner: id } })) await fetch(each.url);
  await prisma.hook.updateMany({ where: { id, version: hook.version }, data: {} });
  await prisma.user.findUnique({ where: { token } });
  await prisma.user.deleteMany({ where: { token } }); //! nosql event.body.token
  await prisma.user.deleteMany({ where: { token: String(token) } });
  await prisma.user.deleteMany({ where: { name: { contains: token }, AND: filter } }); //! nosql event.body.filter
  const made = await prisma.hook.create({ data: { url, owner: id } });
  await fetch(made.id);
  await fetch(made.url); //! ssrf event.body.url
  await prisma.$transaction(async (tx) => {
    const row = await tx.hook.findFirst({ where: { id } });
    execSync(row.command);
    const changed = await tx.hook.update({ where: { id }, data: { command: event.headers.command } });
    execSync(changed.command); //! shell event.headers.command
  });
};
//// rows_of_an_unknown_client ext=ts
import { client } from './missing';
export const handler = async (event: any) => {
  const { id } = event.pathParameters;
  const { token } = JSON.parse(event.body);
  const hook = await client.hook.findUnique({ where: { id } });
  await fetch(hook.url);
  await client.hook.updateMany({ where: { id: hook.id }, data: { token } });
  await client.hook.deleteMany({ where: { token } }); //! nosql event.body.token
  await client.collection('hooks').deleteMany({ token }); //! nosql event.body.token
  await fetch(await client.read(id)); //! ssrf event.pathParameters.id
};
//// rows_of_other_mappers ext=ts
import { DataSource } from 'typeorm';
import { Sequelize, DataTypes } from 'sequelize';
import { drizzle } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
const users = new DataSource({}).getRepository(class {});
const User = new Sequelize('x').define('User', { url: DataTypes.STRING });
const db = drizzle(process.env.URL);
export const handler = async (event: any) => {
  const { id } = event.pathParameters;
  await fetch((await users.findOneBy({ id })).url);
  await fetch((await users.createQueryBuilder('u').where('u.id = :id', { id }).getOne()).url);
  await fetch((await User.findByPk(id)).url);
  await fetch((await User.findOne({ where: { id } })).url);
  const [row] = await db.select().from({}).where(eq({}, id));
  await fetch(row.url);
  await fetch(event.queryStringParameters.url); //! ssrf event.queryStringParameters.url
};
//// a_client_that_prisma_generates ext=ts
import { PrismaClient } from './generated/client';
const prisma = new PrismaClient({});
export const handler = async (event: any) => {
  const { id } = event.pathParameters;
  const { url, token } = JSON.parse(event.body);
  const made = await prisma.hook.create({ data: { url } });
  await fetch(made.id);
  await fetch(made.url); //! ssrf event.body.url
  await prisma.hook.updateMany({ where: { id: made.id }, data: { token } });
  await prisma.hook.deleteMany({ where: { token } }); //! nosql event.body.token
  await fetch((await prisma.hook.findUnique({ where: { id } })).url);
};
--- generated/client.ts
import * as $Class from './class.js';
export const PrismaClient = $Class.getPrismaClientClass();
--- generated/class.ts
import * as runtime from '@prisma/client/runtime/client';
const config = {
  compilerWasm: {
    getRuntime: async () => await import('@prisma/client/runtime/query_compiler_bg.mysql.mjs'),
    getQueryCompilerWasmModule: async () => new WebAssembly.Module(Buffer.from('AGFzbQ==', 'base64')),
  },
};
export function getPrismaClientClass() {
  return runtime.getPrismaClient(config);
}
