// @nestjs/platform-fastify: requests come in by an application of fastify, and are what those of express are.
const { Request, Response } = require('goatherd_web');
const fastify = require('fastify');

exports.FastifyAdapter = class {
  constructor(instance) {
    this.instance = instance === undefined || instance.serve === undefined ? fastify() : instance;
  }
  getInstance() {
    return this.instance;
  }
  getHttpServer() {
    return this.instance;
  }
  getType() {
    return 'fastify';
  }
  mount(application) {
    this.instance.all('*', (request) => {
      application.handle(new Request(request.awsLambda.event), new Response());
    });
  }
  serve(incoming) {
    this.instance.serve(incoming);
  }
};
