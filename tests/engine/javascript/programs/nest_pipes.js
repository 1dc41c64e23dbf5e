//// validation ext=ts
import { NestFactory } from '@nestjs/core';
import { Body, Controller, Module, Post, Query, Get, ValidationPipe, UsePipes } from '@nestjs/common';
import { IsIn, IsInt, IsString } from 'class-validator';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
class Order {
  @IsInt() count: number;
  @IsIn(['ls', 'ps']) tool: string;
  @IsString() name: string;
}
@Controller()
class Orders {
  @Post()
  make(@Body() order: Order) {
    execSync('ls ' + order.count);
    execSync(order.tool);
    execSync(order.name); //! shell event.body.name
  }
  @Get()
  find(@Query('count') count: number) {
    execSync('ls ' + count);
  }
}
@Module({ controllers: [Orders] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// no-validation ext=ts
import { NestFactory } from '@nestjs/core';
import { Body, Controller, Get, Module, Post, Query, UsePipes, ValidationPipe } from '@nestjs/common';
import { IsInt } from 'class-validator';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
class Order {
  @IsInt() count: number;
}
@Controller()
class Orders {
  @Post()
  make(@Body() order: Order) {
    execSync('ls ' + order.count); //! shell event.body.count
  }
  @Post('checked')
  @UsePipes(new ValidationPipe())
  checked(@Body() order: Order) {
    execSync('ls ' + order.count);
  }
  @Post('checked-too')
  one(@Body(ValidationPipe) order: Order) {
    execSync('ls ' + order.count);
  }
  @Get()
  find(@Query('number') number: number) {
    execSync('ls ' + number); //! shell event.queryStringParameters.number
  }
}
@Module({ controllers: [Orders] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// provided-pipe-and-fields-that-nobody-described ext=ts
import { APP_PIPE, NestFactory } from '@nestjs/core';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { IsInt, IsString } from 'class-validator';
import { PartialType } from '@nestjs/mapped-types';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
class Order {
  @IsInt() count: number;
  @IsString() name: string;
  note: string;
}
class Change extends PartialType(Order) {}
@Controller()
class Orders {
  @Post()
  make(@Body() order: Order) {
    execSync('ls ' + order.count);
    execSync('ls ' + order.note);
    execSync('ls ' + order.name); //! shell event.body.name
  }
  @Post('change')
  change(@Body() change: Change) {
    execSync('ls ' + change.count);
    execSync('ls ' + change.name); //! shell event.body.name
  }
}
@Module({ controllers: [Orders], providers: [{ provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true }) }] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// own-pipes-and-parameters ext=ts
import { NestFactory } from '@nestjs/core';
import { BadRequestException, Controller, DefaultValuePipe, Get, Injectable, Module, Param, ParseBoolPipe, ParseEnumPipe, Query, createParamDecorator } from '@nestjs/common';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
enum Tool { List = 'ls', Processes = 'ps' }
@Injectable()
class NamePipe {
  transform(value: string) {
    if (!/^\w+$/.test(value)) throw new BadRequestException('no name');
    return value;
  }
}
class TrimPipe {
  transform(value) { return value.trim(); }
}
const Folder = createParamDecorator((data, context) => context.switchToHttp().getRequest().query[data]);
@Controller()
class Api {
  @Get(':name')
  get(@Param('name', NamePipe) name: string, @Query('trimmed', new TrimPipe()) trimmed: string, @Folder('folder') folder: string) {
    execSync('ls ' + name);
    execSync('ls ' + trimmed); //! shell event.queryStringParameters.trimmed
    execSync('ls ' + folder); //! shell event.queryStringParameters.folder
  }
  @Get()
  list(@Query('tool', new ParseEnumPipe(Tool)) tool: Tool, @Query('all', ParseBoolPipe) all: boolean, @Query('a', new DefaultValuePipe('x')) a: string) {
    execSync(tool);
    execSync('ls ' + all);
    execSync('ls ' + a); //! shell event.queryStringParameters.a
  }
}
@Module({ controllers: [Api] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// filters-and-middlewares ext=ts
import { NestFactory } from '@nestjs/core';
import { Catch, Controller, Get, Module, Query, UseFilters } from '@nestjs/common';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
import { readFileSync } from 'fs';
@Catch()
class Telling {
  catch(error, host) {
    host.switchToHttp().getResponse().status(500).json({ message: error.stack }); //! error-response error.stack
  }
}
class Checking {
  use(request, response, next) {
    if (!/^\w+$/.test(request.query.folder)) {
      return response.status(400).end();
    }
    next();
  }
}
@Controller()
@UseFilters(new Telling())
class Api {
  @Get()
  get(@Query('folder') folder) {
    execSync('ls ' + folder);
    return readFileSync('/tmp/x').length;
  }
}
@Controller('b')
class Other {
  @Get()
  get(@Query('folder') folder) {
    execSync('ls ' + folder); //! shell event.queryStringParameters.folder
  }
}
@Module({ controllers: [Api, Other] })
class AppModule {
  configure(consumer) {
    consumer.apply(Checking).forRoutes(Api);
  }
}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
//// middlewares-everywhere ext=ts
import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module, Query } from '@nestjs/common';
import serverless from 'serverless-http';
import { execSync } from 'child_process';
const checking = (request, response, next) => {
  if (/^\w+$/.test(request.query.folder)) {
    next();
  }
};
@Controller()
class Api {
  @Get()
  get(@Query('folder') folder, @Query('other') other) {
    execSync('ls ' + folder);
    execSync('ls ' + other); //! shell event.queryStringParameters.other
  }
}
@Module({ controllers: [Api] })
class AppModule {
  configure(consumer) {
    consumer.apply(checking).forRoutes({ path: '*', method: 'ALL' });
  }
}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
