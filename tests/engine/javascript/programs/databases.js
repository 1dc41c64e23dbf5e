//// mysql
const mysql = require('mysql2/promise');
exports.handler = async (event) => {
  const { id } = JSON.parse(event.body);
  const connection = await mysql.createConnection({ host: process.env.HOST });
  await connection.query('SELECT * FROM t WHERE id = ' + id); //! sql event.body.id
  await connection.query({ sql: `SELECT ${id}` }); //! sql event.body.id
  await connection.query('SELECT * FROM t WHERE id = ?', [id]);
  await connection.execute('SELECT * FROM t WHERE id = ?', [id]);
  await connection.query('SELECT * FROM t WHERE id = ' + mysql.escape(id));
  await connection.query('SELECT * FROM t WHERE id = ' + connection.escape(id));
  await connection.query(`SELECT * FROM t LIMIT ${Number(id)}`);
};
//// mysql_callback
const mysql = require('mysql');
const pool = mysql.createPool({});
exports.handler = (event, context, callback) => {
  pool.getConnection((error, connection) => {
    connection.query(`SELECT * FROM t WHERE n = '${event.queryStringParameters.n}'`, (e, rows) => { //! sql event.queryStringParameters.n
      callback(null, { statusCode: 200, body: JSON.stringify(rows) });
    });
  });
};
//// postgres
import { Pool } from 'pg';
import format from 'pg-format';
const pool = new Pool();
export const handler = async ({ queryStringParameters: { name } }) => {
  const client = await pool.connect();
  await client.query(`SELECT * FROM u WHERE name = '${name}'`); //! sql event.queryStringParameters.name
  await client.query({ text: 'SELECT ' + name, values: [] }); //! sql event.queryStringParameters.name
  await client.query('SELECT * FROM u WHERE name = $1', [name]);
  await client.query(format('SELECT * FROM u WHERE name = %L', name));
  client.release();
};
//// sqlite
const sqlite3 = require('sqlite3').verbose();
const Database = require('better-sqlite3');
exports.handler = async (event) => {
  const db = new sqlite3.Database(':memory:');
  db.all("SELECT * FROM t WHERE a = '" + event.body + "'", () => {}); //! sql event.body
  db.get('SELECT * FROM t WHERE a = ?', [event.body], () => {});
  new Database('x').prepare(`SELECT ${event.body}`).all(); //! sql event.body
  new Database('x').prepare('SELECT ?').all(event.body);
};
//// builders
const knex = require('knex')({ client: 'pg' });
const { Sequelize, QueryTypes } = require('sequelize');
const sequelize = new Sequelize('x');
exports.handler = async (event) => {
  await knex('users').where({ id: event.body });
  await knex.raw('SELECT ' + event.body); //! sql event.body
  await knex.raw('SELECT ?', [event.body]);
  await knex('users').whereRaw(`a = ${event.path}`); //! sql event.path
  await sequelize.query(`SELECT ${event.body}`, { type: QueryTypes.SELECT }); //! sql event.body
  await sequelize.query('SELECT :a', { replacements: { a: event.body } });
  Sequelize.literal(event.body); //! sql event.body
};
//// prisma ext=ts
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export const handler = async (event: any) => {
  await prisma.$queryRawUnsafe('SELECT ' + event.body); //! sql event.body
  await prisma.$queryRaw`SELECT * FROM t WHERE a = ${event.body}`;
  await prisma.user.findMany({ where: { id: event.body } });
};
//// typeorm ext=ts
import { DataSource } from 'typeorm';
const source = new DataSource({});
export const handler = async (event: any) => {
  await source.query(`SELECT ${event.body}`); //! sql event.body
  await source.getRepository(User).createQueryBuilder('u').where(`u.a = '${event.path}'`).getMany(); //! sql event.path
  await source.getRepository(User).createQueryBuilder('u').where('u.a = :a', { a: event.path }).getMany();
};
//// mssql
const sql = require('mssql');
exports.handler = async (event) => {
  const pool = await sql.connect(process.env.DB);
  await pool.request().query('SELECT ' + event.body); //! sql event.body
  await pool.request().input('a', sql.Int, event.body).query('SELECT @a');
  await sql.query`SELECT * FROM t WHERE a = ${event.body}`;
};
//// serverless_clients
const mysql = require('serverless-mysql')();
const data = require('data-api-client')({ secretArn: 'x' });
exports.handler = async (event) => {
  await mysql.query('SELECT ' + event.body); //! sql event.body
  await mysql.query('SELECT ?', [event.body]);
  await data.query(`SELECT ${event.body}`); //! sql event.body
  await data.query('SELECT :a', { a: event.body });
};
//// client_nobody_knows
const db = require('./db');
exports.handler = async (event) => {
  await db.get().query(`SELECT * FROM t WHERE a = '${event.body}'`); //! sql event.body
  await db.get().query('SELECT 1', [event.body]);
  await db.get().search(event.body);
};
--- db.js
const holder = require('db-holder');
exports.get = () => holder.connection;
//// mongo
const { MongoClient } = require('mongodb');
const client = new MongoClient(process.env.URI);
exports.handler = async (event) => {
  const { user, password } = JSON.parse(event.body);
  const users = client.db('x').collection('users');
  await users.findOne({ user, password }); //! nosql event.body.user, nosql event.body.password
  await users.findOne({ user: String(user) });
  await users.findOne({ user: event.queryStringParameters.user });
  await users.findOne({ user: `${user}` });
  await users.updateOne({ a: 1 }, { $set: { b: user } }); 
  await users.find({ $where: `this.a == '${user}'` }).toArray(); //! code event.body.user
  if (typeof password !== 'string') throw new Error('bad');
  await users.findOne({ password });
};
//// mongoose
const mongoose = require('mongoose');
const User = mongoose.model('User', new mongoose.Schema({}));
exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  await User.find(body); //! nosql event.body
  await User.findOne({ name: body.name }); //! nosql event.body.name
  await User.findById(body.id);
};
//// many_statements
const { DynamoDBClient, BatchExecuteStatementCommand, ExecuteTransactionCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
exports.handler = async (event) => {
  const { ids, id } = JSON.parse(event.body);
  const Statements = ids.map((one) => ({ Statement: `SELECT * FROM t WHERE id = '${one}'` }));
  await client.send(new BatchExecuteStatementCommand({ Statements })); //! partiql event.body.ids[]
  const TransactStatements = [{ Statement: `DELETE FROM t WHERE id = '${id}'` }];
  await client.send(new ExecuteTransactionCommand({ TransactStatements })); //! partiql event.body.id
  await client.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement: 'x', Parameters: [{ S: id }] }] }));
};
//// pg_promise_prepared
const pgPromise = require('pg-promise');
const db = pgPromise()(process.env.DATABASE);
exports.handler = async (event) => {
  const { a, b } = event.queryStringParameters;
  const good = new pgPromise.PreparedStatement({ name: 'a', text: 'select * from t where a = $1', values: [a] });
  const bad = new pgPromise.PreparedStatement({ name: 'b', text: `select * from t where b = ${b}`, values: [a] });
  await db.any(good);
  return db.any(bad); //! sql event.queryStringParameters.b
};
//// a_step_that_executes kind=step-functions
const Bill = global.App.include('controllers', 'bill.js');
const db = global.App.include('stores', 'pg.js');
exports.handler = async (event) => {
  await db.query(`select * from bills where id = '${event.id}'`); //! sql event.id
  return new Bill().execute(event);
};
//// names_that_a_route_gives
const express = require('express');
const serverless = require('serverless-http');
const mongoose = require('mongoose');
const Lesson = mongoose.model('Lesson', new mongoose.Schema({}));
const app = express();
app.get('/lessons/:name/:subject', async (req, res) => {
  const wanted = req.params;
  await Lesson.find(wanted);
  await Lesson.find({ name: req.params.name });
  await Lesson.create({ ...req.params });
  res.json({});
});
app.get('/lessons', async (req, res) => {
  await Lesson.find(req.query); //! nosql event.queryStringParameters, code event.queryStringParameters.$where, code event.queryStringParameters.$function
  res.json({});
});
exports.handler = serverless(app);
//// what_only_texts_can_do
const { MongoClient } = require('mongodb');
const users = new MongoClient('mongodb://db.example.org').db('shop').collection('users');
exports.handler = async (event) => {
  let { email, name, nick } = JSON.parse(event.body);
  email = email.toLowerCase();
  await users.findOne({ email });
  await users.findOne({ name: name.toUpperCase() });
  await users.findOne({ nick }); //! nosql event.body.nick
};

//// mongo-by-callback
const { MongoClient } = require('mongodb');
const opened = () => new Promise((resolve, reject) => {
  MongoClient.connect(process.env.URI, (err, client) => (err ? reject(err) : resolve({ db: client.db('shop') })));
});
exports.handler = async (event) => {
  const { db } = await opened();
  await db.collection('users').insert({ name: 'x', password: JSON.parse(event.body).password }); //! stored-password event.body.password
  await db.collection('users').findOne({ name: JSON.parse(event.body).name }); //! nosql event.body.name
};
