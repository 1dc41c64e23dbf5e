//// context ext=ts kind=direct
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
import { Reports } from './reports';
export const handler = async (event) => {
  const app = await NestFactory.createApplicationContext(AppModule);
  return app.get(Reports).make(event.name);
};
--- app.module.ts
import { Module } from '@nestjs/common';
import { ReportsModule } from './reports.module';
@Module({ imports: [ReportsModule] })
export class AppModule {}
--- reports.module.ts
import { Module } from '@nestjs/common';
import { Reports } from './reports';
import { Shell } from './shell';
@Module({ providers: [Reports, { provide: 'SHELL', useClass: Shell }, { provide: 'PREFIX', useValue: 'ls ' }] })
export class ReportsModule {}
--- reports.ts
import { Inject, Injectable } from '@nestjs/common';
import { Shell } from './shell';
@Injectable()
export class Reports {
  constructor(@Inject('SHELL') private readonly shell: Shell, @Inject('PREFIX') private prefix: string) {}
  make(name: string) {
    this.shell.run(this.prefix);
    this.shell.run(this.prefix + name);
  }
}
--- shell.ts
import { execSync } from 'child_process';
export class Shell {
  private tool;
  onModuleInit() {
    this.tool = execSync;
  }
  run(command: string) {
    this.tool(command); //! shell event.name
  }
}
//// routes ext=ts
import { NestFactory } from '@nestjs/core';
import { Module, Controller, Get, Post, Body, Param, Query, Headers, Req, ParseIntPipe, ParseUUIDPipe, Inject, Injectable } from '@nestjs/common';
import serverlessExpress from '@codegenie/serverless-express';
import { execSync } from 'child_process';
@Injectable()
class Shell {
  run(command: string) { execSync(command); } //! shell event.body.command, shell event.pathParameters.name, shell event.queryStringParameters.folder, shell event.headers.x-tool, shell event.queryStringParameters.raw
}
@Controller('things')
class Things {
  constructor(private readonly shell: Shell) {}
  @Get(':name')
  one(@Param('name') name: string, @Query('folder') folder: string) {
    this.shell.run(name);
    this.shell.run(folder);
  }
  @Get('by-number/:id')
  number(@Param('id', ParseIntPipe) id: number, @Param('uuid', new ParseUUIDPipe()) uuid: string) {
    this.shell.run('ls ' + id);
    this.shell.run('ls ' + uuid);
  }
  @Post()
  async make(@Body() body, @Headers('X-Tool') tool: string, @Req() request) {
    this.shell.run(body.command);
    this.shell.run(tool);
    this.shell.run(request.query.raw);
  }
  helper(@Body() body) {
    execSync(body.nobody);
  }
}
@Module({ controllers: [Things], providers: [Shell] })
class AppModule {}
let server;
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.init();
  return serverlessExpress({ app: app.getHttpAdapter().getInstance() });
}
export const handler = async (event, context, callback) => {
  server = server ?? (await bootstrap());
  return server(event, context, callback);
};
//// behind-an-application-of-express ext=ts
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createServer, proxy } from 'aws-serverless-express';
import { eventContext } from 'aws-serverless-express/middleware';
import { AppModule } from './app.module';
const express = require('express');
let cached;
async function bootstrapServer() {
  if (!cached) {
    const expressApp = express();
    const nestApp = await NestFactory.create(AppModule, new ExpressAdapter(expressApp));
    nestApp.use(eventContext());
    nestApp.setGlobalPrefix('api');
    await nestApp.init();
    cached = createServer(expressApp, undefined, []);
  }
  return cached;
}
export const handler = async (event, context) => {
  cached = await bootstrapServer();
  return proxy(cached, event, context, 'PROMISE').promise;
};
--- app.module.ts
import { Module } from '@nestjs/common';
import { AppController } from './app.controller';
@Module({ controllers: [AppController] })
export class AppModule {}
--- app.controller.ts
import { Controller, Get, Query } from '@nestjs/common';
import { execSync } from 'child_process';
@Controller()
export class AppController {
  @Get()
  list(@Query() query: { folder: string }) {
    return { done: String(execSync('ls ' + query.folder)) }; //! shell event.queryStringParameters.folder
  }
}
//// fastify ext=ts
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import awsLambdaFastify from '@fastify/aws-lambda';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { execSync } from 'child_process';
@Controller()
class AppController {
  @Get()
  list(@Query('folder') folder: string) {
    execSync('ls ' + folder); //! shell event.queryStringParameters.folder
  }
}
@Module({ controllers: [AppController] })
class AppModule {}
const starting = (async () => {
  const app = await NestFactory.create(AppModule, new FastifyAdapter());
  await app.init();
  return awsLambdaFastify(app.getHttpAdapter().getInstance());
})();
export const handler = async (event, context) => (await starting)(event, context);
//// answers ext=ts
import { NestFactory } from '@nestjs/core';
import serverless from 'serverless-http';
import { Body, Controller, Get, Header, Module, Param, Post, Query, Redirect, Res } from '@nestjs/common';
@Controller()
class Pages {
  @Get('page')
  page(@Query('name') name: string) {
    return `<p>${name}</p>`; //! html event.queryStringParameters.name
  }
  @Get('echo')
  echo(@Query('echo') echo: string) {
    return echo; //! html event.queryStringParameters.echo
  }
  @Post('body')
  body(@Body() body) {
    return body;
  }
  @Get('data')
  data(@Query('name') name: string) {
    return { name };
  }
  @Get('plain')
  @Header('Content-Type', 'text/plain')
  plain(@Query('name') name: string) {
    return `hello ${name}`;
  }
  @Get('go')
  @Redirect('https://example.com')
  go(@Query('to') to: string) {
    return { url: to }; //! redirect event.queryStringParameters.to
  }
  @Get('raw')
  raw(@Res() res, @Query('raw') raw: string) {
    res.send('<p>' + raw); //! html event.queryStringParameters.raw
    return `<p>${raw}`;
  }
  @Get('kept')
  kept(@Res({ passthrough: true }) res, @Query('kept') kept: string) {
    res.set('x', '1');
    return `<p>${kept}`; //! html event.queryStringParameters.kept
  }
}
@Module({ controllers: [Pages] })
class AppModule {}
const bootstrap = async () => {
  const app = await NestFactory.create(AppModule);
  await app.init();
  return serverless(app.getHttpAdapter().getInstance());
};
export const handler = async (event, context) => (await bootstrap())(event, context);
//// providers ext=ts
import { NestFactory } from '@nestjs/core';
import { Controller, Get, Inject, Module, Query, forwardRef } from '@nestjs/common';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
abstract class Store { abstract find(x: string): void }
class Memory extends Store { find(x) { return x.length; } }
class Disk extends Store { find(x) { execSync('ls ' + x); } } //! shell event.queryStringParameters.a
class Library {
  static forRoot(options) {
    return { module: Library, providers: [{ provide: 'OPTIONS', useValue: options }] };
  }
}
class Made { constructor(private command: string) {} run(x) { execSync(this.command + x); } } //! shell event.queryStringParameters.a
class One {
  constructor(@Inject(forwardRef(() => Two)) private two: Two) {}
  run(x) { this.two.run(x); }
}
class Two {
  constructor(private one: One) {}
  run(x) { execSync(x); } //! shell event.queryStringParameters.a
}
@Controller()
class Api {
  constructor(private store: Store, @Inject('MADE') private made, private one: One, @Inject('NOWHERE') private nowhere) {}
  @Get()
  get(@Query('a') a) {
    this.nowhere.run(a);
    this.store.find(a);
    this.made.run(a);
    this.one.run(a);
  }
}
@Module({
  imports: [Library.forRoot({ command: 'ls ' })],
  controllers: [Api],
  providers: [
    One,
    Two,
    { provide: Store, useClass: Disk },
    { provide: 'MADE', useFactory: (options) => new Made(options.command), inject: ['OPTIONS'] },
  ],
})
class AppModule {}
const starting = NestFactory.create(AppModule);
export const handler = async (event, context) => serverless((await starting).getHttpAdapter().getInstance())(event, context);
//// several-controllers ext=ts
import { NestFactory } from '@nestjs/core';
import { Controller, Get, Injectable, Module, Query } from '@nestjs/common';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
@Controller('a')
class A {
  @Get('one')
  one(@Query('a') a) { execSync(a); } //! shell event.queryStringParameters.a
  @Get('two')
  two(@Query('b') b) { execSync(b); } //! shell event.queryStringParameters.b
}
@Module({ controllers: [A] })
class AModule {}
@Controller('b')
class B {
  @Get()
  get(@Query('c') c) { execSync(c); } //! shell event.queryStringParameters.c
}
@Controller('c')
class C extends B {}
@Module({ imports: [AModule], controllers: [B, C] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// buses-and-services-that-ask ext=ts
import { ModuleRef, NestFactory } from '@nestjs/core';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { CommandBus, CommandHandler, CqrsModule, QueryBus } from '@nestjs/cqrs';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
class List { constructor(public folder: string) {} }
class Other { constructor(public folder: string) {} }
@CommandHandler(List)
class Lister {
  execute(command: List) { execSync('ls ' + command.folder); } //! shell event.body.folder
}
@CommandHandler(Other)
class Else {
  execute(command: Other) { execSync('ls ' + command.folder); }
}
class Late {
  run(x) { execSync(x); } //! shell event.body.late
}
@Controller()
class Api {
  constructor(private commands: CommandBus, private queries: QueryBus, private services: ModuleRef) {}
  @Post()
  post(@Body() body) {
    this.commands.execute(new Other('docs'));
    this.services.get(Late, { strict: false }).run(body.late);
    return this.commands.execute(new List(body.folder));
  }
}
@Module({ imports: [CqrsModule], controllers: [Api], providers: [Lister, Else, Late] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// resolvers ext=ts
import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module, UseGuards, UsePipes, ValidationPipe } from '@nestjs/common';
import { Args, Context, GqlExecutionContext, InputType, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { IsInt } from 'class-validator';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
@InputType()
class Input {
  @IsInt() count: number;
  folder: string;
}
class Guard {
  canActivate(context) {
    const { req } = GqlExecutionContext.create(context).getContext();
    return /^\w+$/.test(req.body.variables.name);
  }
}
@Resolver(() => Input)
class Things {
  @Query(() => [Input], { name: 'things' })
  all(@Args('folder') folder: string, @Context() context) {
    execSync('ls ' + folder); //! shell event.body.variables.folder
    execSync('ls ' + context.req.headers.tool); //! shell event.headers.tool
    return `<p>${folder}`;
  }
  @UseGuards(Guard)
  @Query(() => Input)
  one(@Args({ name: 'name', type: () => String }) name: string) {
    execSync('ls ' + name);
  }
  @Mutation(() => Input)
  @UsePipes(new ValidationPipe())
  make(@Args('input') input: Input) {
    execSync('ls ' + input.count);
    execSync('ls ' + input.folder); //! shell event.body.variables.input.folder
  }
}
@Controller()
class NoResolver {
  @Get()
  get(@Args('folder') folder) {
    execSync('ls ' + folder);
  }
}
@Module({ controllers: [NoResolver], providers: [Things] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
