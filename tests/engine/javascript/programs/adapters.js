//// powertools_router ext=ts kind=http-api
import { Router } from '@aws-lambda-powertools/event-handler/http';
import { exec } from 'child_process';
const app = new Router();
app.get('/todos/:id', async ({ params: { id } }) => {
  exec('ls ' + id); //! shell event.pathParameters.id
  return { id };
});
app.post('/todos', async ({ req, event }) => {
  const body = await req.json();
  exec('ls ' + body.title); //! shell event.body.title
  exec('ls ' + req.headers.get('x-a')); //! shell event.headers.x-a
  exec('ls ' + new URL(req.url).searchParams.get('q')); //! shell event.queryStringParameters.q
  exec('ls ' + event.body); //! shell event.body
  return { done: true };
});
export const handler = async (event: any, context: any) => app.resolve(event, context);
//// powertools_router_page ext=ts kind=http-api
import { Router } from '@aws-lambda-powertools/event-handler/experimental-rest';
const app = new Router();
app.use(async ({ reqCtx, next }) => {
  await next();
});
app.get('/page/:name', async ({ params }) => {
  return new Response(`<p>${params.name}</p>`, { headers: { 'Content-Type': 'text/html' } }); //! html event.pathParameters.name
});
app.get('/json/:name', async ({ params }) => ({ name: params.name }));
export const handler = (event: any, context: any) => app.resolve(event, context);
//// powertools_router_class ext=ts kind=http-api
import { Router } from '@aws-lambda-powertools/event-handler/http';
import { exec } from 'child_process';
const app = new Router();
class Lambda {
  @app.get('/a/:id')
  public async one({ params }) {
    exec('ls ' + params.id); //! shell event.pathParameters.id
  }
  public async handler(event: any, context: any) {
    return app.resolve(event, context, { scope: this });
  }
}
const lambda = new Lambda();
export const handler = lambda.handler.bind(lambda);
//// powertools_parser ext=ts kind=http-api
import { z } from 'zod';
import middy from '@middy/core';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import { ApiGatewayV2Envelope } from '@aws-lambda-powertools/parser/envelopes';
import { exec } from 'child_process';
const Order = z.object({ id: z.number(), note: z.string() });
export const handler = middy()
  .use(parser({ schema: Order, envelope: ApiGatewayV2Envelope }))
  .handler(async (event) => {
    exec('ls ' + event.id);
    exec('ls ' + event.note); //! shell event.body.note
  });
//// powertools_parser_of_messages ext=ts kind=sqs
import { z } from 'zod';
import { SqsEnvelope } from '@aws-lambda-powertools/parser/envelopes/sqs';
import { exec } from 'child_process';
const Order = z.object({ id: z.number(), note: z.string() });
export const handler = async (event: any) => {
  for (const order of SqsEnvelope.parse(event, Order)) {
    exec('ls ' + order.id);
    exec('ls ' + order.note); //! shell event.Records[].body.note
  }
};
//// powertools_parser_whole ext=ts kind=http-api
import { z } from 'zod';
import middy from '@middy/core';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import { APIGatewayProxyEventV2Schema } from '@aws-lambda-powertools/parser/schemas';
import { exec } from 'child_process';
const Order = APIGatewayProxyEventV2Schema.extend({ body: z.object({ id: z.number(), note: z.string() }) });
export const handler = middy()
  .use(parser({ schema: Order }))
  .handler(async (event) => {
    exec('ls ' + event.body.id);
    exec('ls ' + event.body.note); //! shell event.body.note
  });
//// powertools_validation ext=ts kind=direct
import middy from '@middy/core';
import { validator } from '@aws-lambda-powertools/validation/middleware';
import { exec } from 'child_process';
const inboundSchema = { type: 'object', properties: { id: { type: 'integer' }, note: { type: 'string' } } };
export const handler = middy()
  .use(validator({ inboundSchema }))
  .handler(async (event) => {
    exec('ls ' + event.id);
    exec('ls ' + event.note); //! shell event.note
  });
//// powertools_utilities ext=ts
import middy from '@middy/core';
import { Logger, injectLambdaContext } from '@aws-lambda-powertools/logger';
import { Tracer, captureLambdaHandler } from '@aws-lambda-powertools/tracer';
import { Metrics, logMetrics } from '@aws-lambda-powertools/metrics';
import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { exec } from 'child_process';
const logger = new Logger();
const tracer = new Tracer();
const metrics = new Metrics();
const work = makeIdempotent(async (order: any) => {
  exec('ls ' + order.note); //! shell event.body.note
}, {});
export const handler = middy(async (event) => {
  await work(JSON.parse(event.body));
  logger.info('got it', { note: event.path });
  return { statusCode: 200 };
})
  .use(injectLambdaContext(logger))
  .use(captureLambdaHandler(tracer))
  .use(logMetrics(metrics));
//// fastify_routes ext=ts
import Fastify from 'fastify';
import awsLambdaFastify from '@fastify/aws-lambda';
import { exec } from 'child_process';
const app = Fastify();
app.addHook('onRequest', async (request, reply) => {
  exec('ls ' + request.headers.host); //! shell event.headers.host
});
app.route({
  method: 'GET',
  url: '/a/:id',
  handler: async (request, reply) => {
    exec('ls ' + request.params.id); //! shell event.pathParameters.id
    return reply.code(200).send({ id: request.params.id });
  },
});
app.register(async (plugin) => {
  plugin.get('/b', { preHandler: async () => {} }, async (request) => {
    exec('ls ' + request.query.b); //! shell event.queryStringParameters.b
  });
}, { prefix: '/v1' });
const proxy = awsLambdaFastify(app);
export const handler = async (event: any, context: any) => proxy(event, context);
//// serverless_http_options
const serverless = require('serverless-http');
const express = require('express');
const { exec } = require('child_process');
const app = express();
app.use(express.urlencoded({ extended: true }));
app.route('/a').get((req, res) => {
  exec('ls ' + req.query.a); //! shell event.queryStringParameters.a
  res.end();
}).post((req, res) => {
  exec('ls ' + req.body.b); //! shell event.body.b
  res.json({});
});
app.param('id', (req, res, next, id) => {
  exec('ls ' + id); //! shell event.pathParameters.id
  next();
});
const proxy = serverless(app, { request: (request, event) => { request.event = event; } });
module.exports.handler = async (event, context) => {
  const result = await proxy(event, context);
  return result;
};
//// express_validators
const express = require('express');
const serverless = require('serverless-http');
const { body, query, param, validationResult } = require('express-validator');
const { exec } = require('child_process');
const app = express();
app.use(express.json());
app.post('/a', body('id').isInt(), body('name').notEmpty(), (req, res) => {
  const errors = validationResult(req);
  if (!errors.isEmpty()) return res.status(400).end();
  exec('ls ' + req.body.name); //! shell event.body.name
  res.end();
});
exports.handler = serverless(app);
//// hono_middlewares ext=ts
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { zValidator } from '@hono/zod-validator';
import { logger } from 'hono/logger';
import { z } from 'zod';
import { exec } from 'child_process';
const app = new Hono().basePath('/v1');
app.use('*', logger());
app.get('/a/:id', (c) => {
  const { id } = c.req.param();
  exec('ls ' + id); //! shell event.pathParameters.id
  return c.text(id);
});
app.post('/b', zValidator('json', z.object({ n: z.number(), text: z.string() })), (c) => {
  const { n, text } = c.req.valid('json');
  exec('ls ' + n);
  exec('ls ' + text); //! shell event.body.text
  return c.json({});
});
export const handler = handle(app);
//// middy_parsers
const middy = require('@middy/core');
const json = require('@middy/http-json-body-parser');
const form = require('@middy/http-urlencode-body-parser');
const validator = require('@middy/validator');
const { transpileSchema } = require('@middy/validator/transpile');
const { exec } = require('child_process');
const schema = { type: 'object', properties: { body: { type: 'object', properties: {
  id: { type: 'integer' }, note: { type: 'string' } } } } };
const work = async (event) => {
  exec('ls ' + event.body.id);
  exec('ls ' + event.body.note); //! shell event.body.note
  return { statusCode: 200 };
};
exports.handler = middy().use(json()).use(validator({ eventSchema: transpileSchema(schema) })).handler(work);
