"""What guards of NestJS prove of who calls the routes behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import behaviour, trigger

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import { NestFactory, APP_GUARD, Reflector } from '@nestjs/core';
import { Controller, Injectable, Module, Post, Query, SetMetadata, UseGuards } from '@nestjs/common';
import { UnauthorizedException, applyDecorators } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AuthGuard } from '@nestjs/passport';
import { Pool } from 'pg';
import serverless from 'serverless-http';
const pool = new Pool();
const Public = () => SetMetadata('public', true);
class Passport extends AuthGuard('jwt') {}
class Strict extends AuthGuard('jwt') {
  canActivate(context) { return super.canActivate(context); }
  handleRequest(error, user) {
    if (error || !user) throw new UnauthorizedException();
    return user;
  }
}
class Lenient extends AuthGuard('jwt') {
  handleRequest(error, user) { return user ?? null; }
}
class Watching { canActivate(context) { console.log(context.getHandler().name); return true; } }
@Injectable()
class Verifying {
  constructor(private jwt: JwtService, private reflector: Reflector) {}
  async canActivate(context) {
    if (this.reflector.getAllAndOverride('public', [context.getHandler(), context.getClass()])) {
      return true;
    }
    const request = context.switchToHttp().getRequest();
    try {
      request.user = await this.jwt.verifyAsync(request.headers.authorization, { secret: process.env.SECRET });
    } catch {
      throw new UnauthorizedException();
    }
    return true;
  }
}
const Authorized = () => applyDecorators(SetMetadata('x', 1), UseGuards(Verifying));
@Controller()
%(controller)s
class Orders {
  @Post()
  %(route)s
  make(@Query('table') table) {
    return pool.query('delete from ' + table);
  }
}
@Module({ imports: [JwtModule.register({})], controllers: [Orders], providers: [%(provider)s] })
class AppModule {}
export const handler = async (event, context) => {
  const app = await NestFactory.create(AppModule);
  %(application)s
  return serverless(app.getHttpAdapter().getInstance())(event, context);
};
"""
EVERYWHERE = "{ provide: APP_GUARD, useClass: Verifying }"


def unasked(root: Path, **parts: str) -> list[str]:
    program = PROGRAM % {"controller": "", "route": "", "provider": "", "application": "", **parts}
    found = behaviour(root, "javascript", program, trigger(Kind.REST_API), file="index.ts")
    assert found.truncated == ""
    assert [flow.kind for flow in found.flows if flow.kind != "log"] == ["sql"]  # the route runs
    return list(found.unasked)


@pytest.mark.parametrize(
    "parts",
    [
        {"route": "@UseGuards(Verifying)"},
        {"controller": "@UseGuards(Verifying)"},
        {"route": "@Authorized()"},
        {"route": "@UseGuards(AuthGuard('jwt'))"},
        {"controller": "@UseGuards(Watching, Passport)"},
        {"route": "@UseGuards(new Strict())"},
        {"provider": EVERYWHERE},
        {"application": "app.useGlobalGuards(new Passport());"},
    ],
    ids=str,
)
def test_guard_that_lets_in_who_is_known(parts: dict[str, str], tmp_path: Path) -> None:
    assert unasked(tmp_path, **parts) == []


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"route": "@UseGuards(Watching)"},
        {"route": "@UseGuards(Lenient)"},
        {"provider": EVERYWHERE, "route": "@Public()"},
        {"provider": "Verifying"},
    ],
    ids=str,
)
def test_guard_that_lets_everybody_in(parts: dict[str, str], tmp_path: Path) -> None:
    assert unasked(tmp_path, **parts) == ["pg.Pool.query"]
