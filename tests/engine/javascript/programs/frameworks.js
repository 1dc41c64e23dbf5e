//// express
const serverless = require('serverless-http');
const express = require('express');
const cp = require('child_process');
const fs = require('fs');
const cors = require('cors');
const app = express();
app.use(express.json());
app.use(cors());
app.get('/a/:id', (req, res) => {
  cp.exec(req.params.id); //! shell event.pathParameters.id
  res.send('<p>' + req.query.name); //! html event.queryStringParameters.name
});
app.post('/b', async (req, res, next) => {
  cp.exec(req.body.cmd); //! shell event.body.cmd
  res.json({ x: req.body.cmd });
});
const router = express.Router();
router.use((req, res, next) => {
  req.user = req.headers['x-user'];
  next();
});
function check(req, res, next) {
  if (!/^\w+$/.test(req.query.z)) return res.status(400).end();
  next();
}
router.put('/c', check, (req, res) => {
  cp.exec(req.user); //! shell event.headers.x-user
  cp.exec(req.query.z);
  res.status(200).set('Content-Type', 'text/plain').send(req.body.x);
});
router.get('/d', (req, res) => {
  res.redirect(req.query.to); //! redirect event.queryStringParameters.to
});
router.get('/e/:file', (req, res) => {
  res.sendFile('/x/' + req.params.file);
  res.sendFile(require('path').join('/x', req.params.file)); //! path event.pathParameters.file
  res.sendFile(req.params.file); //! path event.pathParameters.file
  res.sendFile(req.params.file, { root: '/x' });
  res.download('/x/' + req.params.file); //! path event.pathParameters.file
  res.download(req.params.file, 'a.pdf', { root: '/x' });
});
router.post('/f', require('multer')().array('files'), (req, res) => {
  fs.writeFileSync('/tmp/' + req.file.originalname, req.file.buffer);
  fs.writeFileSync('/tmp/' + req.files[0].originalname, req.files.face.name);
  fs.writeFileSync('/tmp/' + req.files[0].other, ''); //! path event.body[].other
  cp.exec('ls ' + req.file.originalname); //! shell event.body.originalname
});
app.use('/r', router);
app.use((err, req, res, next) => {
  res.status(500).json({ e: err.message }); //! error-response error.message
});
module.exports.handler = serverless(app);
//// express_routers_in_routers
const express = require('express');
const serverless = require('serverless-http');
const app = express();
app.use(express.json());
const outer = express.Router();
outer.use('/v1', [(req, res, next) => next()], require('./middle'));
app.use('/api', outer);
exports.handler = serverless(app);
--- middle.js
const { Router } = require('express');
const inner = require('./inner').default;
const middle = Router({ mergeParams: true });
middle.use('/items', inner);
module.exports = middle;
--- inner.js
import { Router } from 'express';
import { exec } from 'child_process';
const inner = Router({ mergeParams: true });
inner.post('/p', [(req, res, next) => next()], (req, res) => exec(req.body.x)); //! shell event.body.x
inner.route('/q').put((req, res) => exec(req.params.id)); //! shell event.pathParameters.id
export default inner;
//// express_behind_a_proxy
const awsServerlessExpress = require('aws-serverless-express');
const app = require('./app');
const server = awsServerlessExpress.createServer(app);
exports.handler = (event, context) => awsServerlessExpress.proxy(server, event, context);
--- app.js
const express = require('express');
const cp = require('child_process');
const app = express();
app.get('/', function (req, res) {
  cp.exec(req.query.x); //! shell event.queryStringParameters.x
  res.send({ ok: true });
});
module.exports = app;
//// serverless_express ext=ts
import serverlessExpress from '@vendia/serverless-express';
import express, { Request, Response } from 'express';
import { exec } from 'child_process';
const app = express();
app.post('/', async (req: Request, res: Response) => {
  exec(req.body.a); //! shell event.body.a
});
export const handler = serverlessExpress({ app });
//// middy
const middy = require('@middy/core');
const jsonBodyParser = require('@middy/http-json-body-parser');
const httpErrorHandler = require('@middy/http-error-handler');
const { MongoClient } = require('mongodb');
const find = async (event) => {
  const users = new MongoClient('x').db().collection('users');
  await users.findOne({ a: event.body.a }); //! nosql event.body.a
  await users.findOne({ a: event.queryStringParameters.a });
  return { statusCode: 200 };
};
exports.handler = middy(find).use(jsonBodyParser()).use(httpErrorHandler());
//// middy_of_the_project
import { common } from './common';
import cp from 'child_process';
const create = async (event) => {
  cp.exec(event.body.title); //! shell event.body.title
  cp.exec(event.user);
};
export const handler = common().handler(create);
--- common.js
import middy from '@middy/core';
import parser from '@middy/http-json-body-parser';
const user = () => ({
  before: async (request) => {
    request.event.user = 'fixed';
  },
});
export const common = () => middy().use([parser(), user()]);
//// koa
const Koa = require('koa');
const Router = require('@koa/router');
const serverless = require('serverless-http');
const cp = require('child_process');
const app = new Koa();
const router = new Router();
router.get('/:id', async (ctx) => {
  cp.exec(ctx.params.id); //! shell event.pathParameters.id
  ctx.body = '<p>' + ctx.query.a; //! html event.queryStringParameters.a
});
router.post('/', async (ctx) => {
  cp.exec(ctx.request.body.c); //! shell event.body.c
  ctx.body = { a: ctx.query.b };
});
app.use(router.routes()).use(router.allowedMethods());
exports.handler = serverless(app);
//// fastify
const fastify = require('fastify')({ logger: true });
const awsLambdaFastify = require('@fastify/aws-lambda');
const cp = require('child_process');
fastify.get('/', async (request, reply) => {
  cp.exec(request.query.x); //! shell event.queryStringParameters.x
  return { a: 1 };
});
fastify.register(async (app) => {
  app.post('/p', { schema: {} }, async (request, reply) => {
    cp.exec(request.body.y); //! shell event.body.y
    reply.type('text/html').send(request.body.z); //! html event.body.z
  });
});
exports.handler = awsLambdaFastify(fastify);
//// hono ext=ts
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import cp from 'child_process';
const app = new Hono();
const api = new Hono();
app.get('/', (c) => c.html('<p>' + c.req.query('name'))); //! html event.queryStringParameters.name
api.post('/', async (c) => {
  const body = await c.req.json();
  cp.exec(body.cmd); //! shell event.body.cmd
  return c.json(body);
});
app.route('/api', api);
export const handler = handle(app);
//// lambda_api
const api = require('lambda-api')();
const cp = require('child_process');
api.get('/x/:id', async (req, res) => {
  cp.exec(req.params.id); //! shell event.pathParameters.id
  return { a: 1 };
});
api.post('/h', (req, res) => {
  res.html('<p>' + req.body.n); //! html event.body.n
});
exports.handler = async (event, context) => api.run(event, context);
//// batch ext=ts kind=sqs
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import cp from 'child_process';
const processor = new BatchProcessor(EventType.SQS);
const each = async (record: any) => {
  cp.exec(JSON.parse(record.body).x); //! shell event.Records[].body.x
};
export const handler = async (event: any, context: any) => processPartialResponse(event, each, processor, { context });
//// decorated_class ext=ts
import { Logger } from '@aws-lambda-powertools/logger';
import { Tracer } from '@aws-lambda-powertools/tracer';
import cp from 'child_process';
const logger = new Logger();
const tracer = new Tracer();
class Lambda implements LambdaInterface {
  @tracer.captureLambdaHandler()
  @logger.injectLambdaContext()
  public async handler(event: any, _context: unknown) {
    cp.exec(event.body); //! shell event.body
  }
}
const lambda = new Lambda();
export const handler = lambda.handler.bind(lambda);
//// graphql_server
const { ApolloServer, gql } = require('apollo-server-lambda');
const cp = require('child_process');
const resolvers = {
  Query: {
    hello: (parent, args) => {
      cp.exec(args.cmd); //! shell event.body.cmd
    },
  },
  Mutation: {
    add: async (_, { id }) => {
      cp.exec(id); //! shell event.body.id
    },
  },
};
exports.handler = new ApolloServer({ typeDefs: gql`a`, resolvers }).createHandler();
//// promised_callbacks
const { promisify } = require('util');
const cp = require('child_process');
const read = (name, callback) => callback(null, name + '!');
exports.handler = async (event) => {
  cp.exec(await promisify(read)(event.body)); //! shell event.body
  cp.exec(await promisify(read)('fixed'));
};
//// graphql_schema
const { graphql, GraphQLSchema, GraphQLObjectType, GraphQLString } = require('graphql');
const cp = require('child_process');
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Root',
    fields: {
      greeting: {
        type: GraphQLString,
        resolve: (parent, args) => cp.exec(args.name), //! shell event.queryStringParameters.query.name
      },
    },
  }),
});
module.exports.handler = (event, context, callback) =>
  graphql(schema, event.queryStringParameters.query).then((result) => callback(null, { statusCode: 200 }));
//// graphql_root
const { graphql, buildSchema } = require('graphql');
const cp = require('child_process');
const schema = buildSchema('type Query { run(a: String): String }');
const root = { run: ({ a }) => cp.exec(a) }; //! shell event.body.a
exports.handler = async (event) => graphql({ schema, source: event.body, rootValue: root });
//// functions_inside_options
const library = require('some-library');
const cp = require('child_process');
exports.handler = async (event) => {
  await library.parallel([async () => cp.exec(event.body)]); //! shell event.body
  await library.run({ name: 'x', steps: { first: { call: () => cp.exec(event.path) } } }); //! shell event.path
};
//// wrapped_routes
const express = require('express');
const serverless = require('serverless-http');
const asyncHandler = require('express-async-handler');
const cp = require('child_process');
const app = express();
const run = asyncHandler(async (req, res) => {
  cp.exec(req.body.a); //! shell event.body.a
});
app.post('/a', run);
app.get('/b', asyncHandler(async (req, res) => {
  cp.exec(req.query.b); //! shell event.queryStringParameters.b
}));
exports.handler = serverless(app);
//// hono_validator ext=ts kind=http-api
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { zValidator } from '@hono/zod-validator';
import { z } from 'zod';
import cp from 'child_process';
const app = new Hono();
const schema = z.object({ lang: z.enum(['en', 'de']), name: z.string() });
app.post('/a', zValidator('json', schema), async (c) => {
  const { lang, name } = c.req.valid('json');
  cp.exec('x ' + lang);
  cp.exec('x ' + name); //! shell event.body.name
});
export const handler = handle(app);
//// middy_logger ext=ts
import { Logger } from '@aws-lambda-powertools/logger'; //! log-event event
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
const logger = new Logger();
const inner = async (event: any) => ({ statusCode: 200 });
export const quiet = middy(inner).use(injectLambdaContext(logger));
export const handler = middy(inner).use(injectLambdaContext(logger, { logEvent: true }));
//// hono_middlewares_with_branches ext=ts
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { exec } from 'child_process';
const app = new Hono();
const log = async (c, next) => {
  if (c.req.header('x-debug')) {
    return await next();
  }
  if (c.req.header('x-trace')) {
    c.set('trace', c.req.header('x-trace'));
    await next();
    return;
  }
  await next();
};
const user = async (c, next) => {
  const token = c.req.header('authorization');
  if (!token) {
    c.set('user', 'nobody');
    return next();
  }
  c.set('user', token);
  return next();
};
app.use(log);
app.use(async (c, next) => {
  try {
    await (c.req.query('a') ? next() : next());
  } catch (error) {
    return c.text('failed');
  }
});
app.use(user);
app.use(async (c, next) => (c.req.query('b') ? next() : c.req.query('c') ? next() : next()));
app.use(async (c, next) => (c.req.query('d') ? next() : c.req.query('e') ? next() : next()));
app.use(async (c, next) => (c.req.query('f') ? next() : c.req.query('g') ? next() : next()));
app.use(async (c, next) => {
  if (c.req.query('h') === 'no') {
    return c.text('no');
  }
  c.set('fixed', 'list');
  return c.req.query('i') ? next() : next();
});
app.get('/a', (c) => {
  exec(c.get('user')); //! shell event.headers.authorization
  exec(c.get('trace')); //! shell event.headers.x-trace
  exec(c.get('fixed'));
  exec(c.req.query('z')); //! shell event.queryStringParameters.z
  return c.text('a');
});
export const handler = handle(app);
//// bolt_for_slack kind=http-api
const { App, AwsLambdaReceiver } = require('@slack/bolt');
const { execSync } = require('child_process');
const receiver = new AwsLambdaReceiver({ signingSecret: process.env.SECRET });
const app = new App({ token: process.env.TOKEN, receiver });
app.command('/run', async ({ command, ack }) => {
  await ack();
  execSync('ls ' + command.text); //! shell event.body.text
});
app.message('hello', async ({ message, say }) => {
  execSync(`echo ${message.text}`); //! shell event.body.event.text
});
const never = async ({ message }) => execSync(`echo ${message.text}`);
exports.handler = async (event, context, callback) => {
  const handler = await receiver.start();
  return handler(event, context, callback);
};
//// express_with_many_routers
const express = require('express');
const serverless = require('serverless-http');
const { execSync } = require('child_process');
const app = express();
const a = express.Router();
a.post('/', (request, response) => {
  execSync('a ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/a', a);
const b = express.Router();
b.post('/', (request, response) => {
  execSync('b ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/b', b);
const c = express.Router();
c.post('/', (request, response) => {
  execSync('c ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/c', c);
const d = express.Router();
d.post('/', (request, response) => {
  execSync('d ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/d', d);
const e = express.Router();
e.post('/', (request, response) => {
  execSync('e ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/e', e);
const f = express.Router();
f.post('/', (request, response) => {
  execSync('f ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/f', f);
const g = express.Router();
g.post('/', (request, response) => {
  execSync('g ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/g', g);
const h = express.Router();
h.post('/', (request, response) => {
  execSync('h ' + request.body.a); //! shell event.body.a
  response.json({});
});
app.use('/h', h);
exports.handler = serverless(app);
//// hono_with_many_applications kind=http-api
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { execSync } from 'child_process';
const app = new Hono();
const a = new Hono();
a.post('/', async (c) => {
  const body = await c.req.json();
  execSync('a ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/a', a);
const b = new Hono();
b.post('/', async (c) => {
  const body = await c.req.json();
  execSync('b ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/b', b);
const c = new Hono();
c.post('/', async (c) => {
  const body = await c.req.json();
  execSync('c ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/c', c);
const d = new Hono();
d.post('/', async (c) => {
  const body = await c.req.json();
  execSync('d ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/d', d);
const e = new Hono();
e.post('/', async (c) => {
  const body = await c.req.json();
  execSync('e ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/e', e);
const f = new Hono();
f.post('/', async (c) => {
  const body = await c.req.json();
  execSync('f ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/f', f);
const g = new Hono();
g.post('/', async (c) => {
  const body = await c.req.json();
  execSync('g ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/g', g);
const h = new Hono();
h.post('/', async (c) => {
  const body = await c.req.json();
  execSync('h ' + body.a); //! shell event.body.a
  return c.json({});
});
app.route('/h', h);
export const handler = handle(app);
//// sst_api
const { ApiHandler, useHeader, useJsonBody, useQueryParam } = require('sst/node/api');
const cp = require('child_process');
exports.handler = ApiHandler(async (event) => {
  cp.exec(event.pathParameters.id); //! shell event.pathParameters.id
  cp.exec(useJsonBody().cmd); //! shell event.body.cmd
  cp.exec(useQueryParam('q')); //! shell event.queryStringParameters.q
  cp.exec(useHeader('x-user')); //! shell event.headers.x-user
  return { statusCode: 200 };
});
