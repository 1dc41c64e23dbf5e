"""Database drivers and mappers of Python: text that becomes a part of a statement, beside what is bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger
from tests.engine.python.test_sinks import program

PROGRAMS = {
    "SQLAlchemy's core": """
        from sqlalchemy import (Column, MetaData, String, Table, and_, bindparam, create_engine, delete, func, insert,
                                literal_column, or_, select, text, update)
        engine = create_engine(os.environ["URL"])
        users = Table("users", MetaData(), Column("name", String))
        with engine.connect() as c:
            c.execute(select(users).where(users.c.name == x))
            c.execute(select(users.c.name).where(users.c.name.like("%" + x + "%")).limit(5))
            c.execute(select(users).where(and_(users.c.name.in_([x]), or_(users.c.id == x, users.c.id > 3))))
            c.execute(insert(users).values(name=x))
            from sqlalchemy.dialects.postgresql import insert as upsert
            c.execute(upsert(users).values(name=x).on_conflict_do_update(index_elements=["id"], set_={"name": x}))
            c.execute(users.insert(), {"name": x})
            c.execute(users.update().where(users.c.id == 1).values(name=x))
            c.execute(update(users).where(users.c.name == bindparam("n")), {"n": x})
            c.execute(delete(users).where(users.c.name == x))
            c.execute(users.select().where(users.c.name == x))
            c.execute(select(func.lower(x)))
            c.execute(select(users).order_by(text(x)))  #! sql
            c.execute(select(users).where(text("name = '%s'" % x)))  #! sql
            c.execute(select(users).where(text("name = :n")), {"n": x})
            c.execute(text("SELECT * FROM users WHERE name = :n").bindparams(n=x))
            c.execute(select(literal_column(x)))  #! sql
            c.exec_driver_sql("SELECT " + x)  #! sql
            c.exec_driver_sql("SELECT %s", (x,))
            c.scalar(text("SELECT " + x))  #! sql
        with engine.begin() as c:
            c.execute(text(f"DELETE FROM {x}"))  #! sql
            c.execute(users.delete().where(users.c.name == x))
    """,
    "SQLAlchemy's mapper": """
        from sqlalchemy import Column, String, create_engine, select, text
        from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

        class Base(DeclarativeBase):
            pass

        class User(Base):
            __tablename__ = "users"
            name = Column(String)

        engine = create_engine(os.environ["URL"])
        with Session(engine) as session:
            session.query(User).filter(User.name == x).all()
            session.query(User).filter_by(name=x).first()
            sh(session.query(User).filter_by(name=x).order_by(User.name).one_or_none().name)
            sh(session.execute(select(User).where(User.name == x)).scalar_one().name)
            sh(session.get(User, x).name + x)  #! shell
            session.query(User).filter(User.name.ilike(f"%{x}%")).order_by(User.name).limit(5).all()
            session.query(User).filter(text("name = '" + x + "'"))  #! sql
            session.query(User).filter(User.name == x).update({"name": x})
            session.scalars(select(User).where(User.name == x)).all()
            session.execute(select(User).filter_by(name=x)).scalar_one()
            session.execute(text(f"SELECT {x}"))  #! sql
            session.execute(text("SELECT :x"), {"x": x})
            session.query(User).from_statement(text("SELECT " + x))  #! sql
            session.add(User(name=x))
            session.merge(User(name=x))
            session.get(User, x)
            session.delete(session.get(User, x))
            session.commit()
        Factory = sessionmaker(bind=engine)
        other = Factory()
        other.query(User).filter(User.name == x).one_or_none()
        other.execute(text("SELECT " + x))  #! sql
    """,
    "SQLAlchemy without waiting": """
        from sqlalchemy import select, text
        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
        from models import User

        engine = create_async_engine(os.environ["URL"])
        make = async_sessionmaker(engine)

        async def run(x):
            async with make() as session:
                await session.execute(select(User).where(User.name == x))
                await session.execute(text(f"SELECT {x}"))  #! sql
            async with AsyncSession(engine) as session:
                await session.scalars(select(User).where(User.name == x))
                await session.execute(text("SELECT :a"), {"a": x})
                await session.execute(text("SELECT " + x))  #! sql

        import asyncio
        asyncio.run(run(x))
    """,
    "SQLAlchemy in Flask": """
        from flask_sqlalchemy import SQLAlchemy
        db = SQLAlchemy()

        class User(db.Model):
            name = db.Column(db.String)

        User.query.filter_by(name=x).first_or_404()
        User.query.filter(User.name.like(x)).all()
        db.session.execute(db.select(User).filter_by(name=x))
        db.session.execute(db.text("SELECT " + x))  #! sql
        db.session.execute(db.text("SELECT :x"), {"x": x})
        db.session.add(User(name=x))
        db.engine.execute(f"SELECT {x}")  #! sql
    """,
    "SQLModel": """
        from sqlmodel import Field, Session, SQLModel, create_engine, select, text

        class User(SQLModel, table=True):
            name: str

        engine = create_engine(os.environ["URL"])
        with Session(engine) as session:
            session.exec(select(User).where(User.name == x)).all()
            session.exec(text("SELECT " + x))  #! sql
            session.add(User(name=x))
    """,
    "Django": """
        from django.db import connection, models
        from django.db.models import F, Q, Value
        from django.db.models.expressions import RawSQL

        class User(models.Model):
            name = models.CharField(max_length=9)

        User.objects.filter(name=x).exclude(id=x).order_by("name")
        User.objects.filter(Q(name=x) | Q(name__icontains=x)).first()
        sh(User.objects.get(pk=x).name)
        User.objects.create(name=x)
        User.objects.filter(id=1).update(name=x)
        User.objects.annotate(v=Value(x)).values("v")
        User.objects.raw("SELECT * FROM u WHERE n = '%s'" % x)  #! sql
        User.objects.raw("SELECT * FROM u WHERE n = %s", [x])
        User.objects.extra(where=["name = '%s'" % x])  #! sql
        User.objects.extra(where=["name = %s"], params=[x])
        User.objects.annotate(v=RawSQL("SELECT " + x, []))  #! sql
        User.objects.annotate(v=RawSQL("SELECT %s", [x]))
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + x)  #! sql
            cursor.execute("SELECT %s", [x])
    """,
    "Peewee": """
        from peewee import SQL, CharField, Model, PostgresqlDatabase, fn

        db = PostgresqlDatabase("shop")

        class User(Model):
            name = CharField()

            class Meta:
                database = db

        User.select().where(User.name == x).order_by(User.name)
        User.select().where(User.name.contains(x) & (fn.LOWER(User.name) == x))
        User.get(User.name == x)
        sh(User.get_or_none(name=x).name)
        User.create(name=x)
        User.update(name=x).where(User.id == 1).execute()
        User.delete().where(User.name == x).execute()
        User.insert_many([{"name": x}]).execute()
        User.raw("SELECT * FROM u WHERE n = '%s'" % x)  #! sql
        User.raw("SELECT * FROM u WHERE n = %s", x)
        db.execute_sql("SELECT " + x)  #! sql
        db.execute_sql("SELECT %s", (x,))
        User.select().where(SQL("name = '%s'" % x))  #! sql
        User.select().where(SQL("name = %s", [x]))
    """,
    "Tortoise": """
        from tortoise import Tortoise, connections, fields
        from tortoise.models import Model

        class User(Model):
            name = fields.TextField()

        User.filter(name=x).first()
        sh(User.get_or_none(name=x).name)
        User.create(name=x)
        User.raw(f"SELECT * FROM u WHERE name = '{x}'")  #! sql
        Tortoise.get_connection("default").execute_query("SELECT " + x)  #! sql
        connections.get("default").execute_query_dict("SELECT $1", [x])
        connections.get("default").execute_query_dict("SELECT " + x)  #! sql
    """,
    "PyMySQL": """
        import pymysql
        connection = pymysql.connect(host="h", cursorclass=pymysql.cursors.DictCursor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM t WHERE a = %s", (x,))
            cursor.execute("SELECT * FROM t WHERE a = %(a)s", {"a": x})
            cursor.executemany("INSERT INTO t VALUES (%s)", [(x,)])
            cursor.execute("SELECT * FROM t WHERE a = '%s'" % x)  #! sql
            cursor.execute("SELECT * FROM t WHERE a = '" + connection.escape_string(x) + "'")
            cursor.execute("SELECT * FROM t WHERE a = " + connection.escape(x))
            cursor.callproc("p", (x,))
            cursor.callproc(x, ())  #! sql
        connection.query("SELECT " + x)  #! sql
        with pymysql.connect(host="h") as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT {x}")  #! sql
    """,
    "mysql.connector": """
        import mysql.connector
        from mysql.connector import pooling
        connection = mysql.connector.connect(host="h")
        cursor = connection.cursor(dictionary=True, prepared=True)
        cursor.execute("SELECT * FROM t WHERE a = %s", (x,))
        cursor.execute(operation="SELECT " + x)  #! sql
        cursor.execute("SELECT {}".format(x), multi=True)  #! sql
        pool = pooling.MySQLConnectionPool(pool_size=3)
        pool.get_connection().cursor().execute("SELECT " + x)  #! sql
        pool.get_connection().cursor().execute("SELECT %s", [x])
    """,
    "psycopg 2": """
        import psycopg2
        from psycopg2 import sql
        from psycopg2.extras import Json, RealDictCursor, execute_batch, execute_values
        from psycopg2.pool import ThreadedConnectionPool
        connection = psycopg2.connect(os.environ["DSN"])
        with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute("SELECT * FROM t WHERE a = %s", (x,))
            cursor.execute("INSERT INTO t VALUES (%s)", [Json(x)])
            cursor.execute(cursor.mogrify("SELECT %s", (x,)))
            cursor.execute(cursor.mogrify("SELECT " + x))  #! sql
            execute_values(cursor, "INSERT INTO t VALUES %s", [(x,)])
            execute_values(cursor, f"INSERT INTO {x} VALUES %s", [(1,)])  #! sql
            execute_batch(cursor, "UPDATE t SET a = %s", [(x,)])
            cursor.execute(sql.SQL("SELECT {} FROM t").format(sql.SQL(", ").join([sql.Identifier(x)])))
            cursor.execute(sql.SQL("SELECT * FROM t WHERE a = {}").format(sql.Literal(x)))
            cursor.execute(sql.SQL("SELECT * FROM t WHERE a = {}").format(sql.Placeholder()), [x])
            cursor.execute(sql.SQL("SELECT * FROM " + x))  #! sql
            cursor.copy_expert("COPY t FROM STDIN", x)
            cursor.copy_expert(f"COPY {x} FROM STDIN", None)  #! sql
        pool = ThreadedConnectionPool(1, 2, "")
        pool.getconn().cursor().execute(f"SELECT {x}")  #! sql
    """,
    "psycopg 3": """
        import psycopg
        from psycopg import sql
        from psycopg.rows import dict_row
        from psycopg_pool import ConnectionPool
        with psycopg.connect(os.environ["DSN"], row_factory=dict_row) as connection:
            connection.execute("SELECT * FROM t WHERE a = %s", (x,))
            connection.execute(f"SELECT {x}")  #! sql
            with connection.cursor(row_factory=dict_row) as cursor:
                cursor.execute("SELECT * FROM t WHERE a = %(a)s", {"a": x})
                cursor.execute("SELECT " + x)  #! sql
                cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(x)))
                with cursor.copy("COPY t FROM STDIN") as copy:
                    copy.write(x)
                with cursor.copy("COPY " + x) as copy:  #! sql
                    copy.read()
        pool = ConnectionPool(os.environ["DSN"])
        with pool.connection() as connection:
            connection.execute("SELECT %s", [x])
            connection.execute("SELECT " + x)  #! sql

        async def run(x):
            async with await psycopg.AsyncConnection.connect("") as connection:
                await connection.execute("SELECT %s", [x])
                async with connection.cursor() as cursor:
                    await cursor.execute("SELECT " + x)  #! sql

        import asyncio
        asyncio.run(run(x))
    """,
    "asyncpg": """
        import asyncio, asyncpg

        async def run(x):
            connection = await asyncpg.connect(os.environ["DSN"])
            await connection.fetchrow("SELECT * FROM t WHERE a = $1", x)
            await connection.fetchval(f"SELECT {x}")  #! sql
            await connection.executemany("INSERT INTO t VALUES ($1)", [(x,)])
            statement = await connection.prepare("SELECT $1")
            await statement.fetch(x)
            async with connection.transaction():
                await connection.execute("DELETE FROM " + x)  #! sql
            pool = await asyncpg.create_pool(os.environ["DSN"])
            async with pool.acquire() as other:
                await other.execute("UPDATE t SET a = $1", x)
                await other.execute(f"UPDATE t SET a = '{x}'")  #! sql
            await pool.fetch("SELECT " + x)  #! sql
            await pool.fetch("SELECT $1", x)

        asyncio.run(run(x))
    """,
    "other drivers": """
        import asyncio, aiomysql, aiosqlite, oracledb, pg8000.native, pymssql, pyodbc
        connection = pg8000.native.Connection("user")
        connection.run("SELECT * FROM t WHERE a = :a", a=x)
        connection.run("SELECT " + x)  #! sql
        cursor = pyodbc.connect(os.environ["DSN"]).cursor()
        cursor.execute("SELECT * FROM t WHERE a = ?", x)
        cursor.execute("SELECT * FROM t WHERE a = ?", (x,)).fetchall()
        cursor.execute(f"SELECT {x}").fetchone()  #! sql
        pymssql.connect("s").cursor(as_dict=True).execute("SELECT %s", (x,))
        pymssql.connect("s").cursor(as_dict=True).execute("SELECT '%s'" % x)  #! sql
        oracledb.connect(user="u").cursor().execute("SELECT :a FROM dual", a=x)
        oracledb.connect(user="u").cursor().execute("SELECT " + x)  #! sql

        async def run(x):
            async with aiosqlite.connect("db") as db:
                await db.execute("INSERT INTO t VALUES (?)", (x,))
                async with db.execute(f"SELECT {x}") as cursor:  #! sql
                    await cursor.fetchall()
            async with aiomysql.create_pool() as pool, pool.acquire() as connection, connection.cursor() as cursor:
                await cursor.execute("SELECT %s", (x,))
                await cursor.execute("SELECT " + x)  #! sql

        asyncio.run(run(x))
    """,
    "databases": """
        from databases import Database
        database = Database(os.environ["URL"])
        database.fetch_all(query="SELECT * FROM t WHERE a = :a", values={"a": x})
        database.fetch_all(query=f"SELECT {x}")  #! sql
        database.fetch_one("SELECT " + x)  #! sql
        database.execute("UPDATE t SET a = :a", {"a": x})
    """,
    "warehouses": """
        import awswrangler as wr, duckdb, polars
        from google.cloud import bigquery
        wr.athena.read_sql_query(f"SELECT {x}", database="d")  #! sql
        wr.athena.read_sql_query("SELECT :a", database="d", params={"a": x})
        duckdb.sql("SELECT " + x)  #! sql
        duckdb.execute("SELECT ?", [x])
        bigquery.Client().query("SELECT " + x)  #! sql
        config = bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter("a", "STRING", x)])
        bigquery.Client().query("SELECT @a", job_config=config)
    """,
    "MongoDB": """
        import pymongo
        from bson import ObjectId
        users = pymongo.MongoClient(os.environ["URI"])["shop"]["users"]
        users.find_one({"name": x})  #! nosql
        users.find_one({"name": {"$eq": x}})
        users.find({"name": {"$in": [x]}})
        users.find({"name": {"$regex": x}})  #! query-pattern
        users.find_one({"name": f"{x}"})
        users.insert_one(x)  #! record
        users.insert_one({"name": x})
        users.insert_many([x])  #! record
        users.update_one({"_id": 1}, {"$set": {"name": x}})
        users.update_many({"name": x}, {"$set": {"a": 1}})  #! nosql
        users.delete_many(x)  #! nosql
        users.count_documents({"name": x})  #! nosql
        users.aggregate([{"$match": {"name": x}}])  #! nosql
        users.aggregate([{"$match": {"name": str(x)}}])
        users.find().sort(x)
        if isinstance(x, str):
            users.find_one({"name": x})
        users.find_one({"_id": ObjectId(x)})
        users.find_one({"name": x})  # anything else made ObjectId raise
    """,
    "MongoEngine": """
        from mongoengine import Document, StringField

        class User(Document):
            name = StringField()

        User.objects(name=x).first()
        User.objects.filter(name=str(x)).first()
        User.objects(__raw__={"name": x})  #! nosql
        User(name=x).save()
    """,
    "Redis": """
        import redis
        r = redis.Redis(host="h")
        r.get(x)
        r.set("k", x, ex=5)
        r.hset("h", x, "1")
        r.eval("return redis.call('get', ARGV[1])", 0, x)
        r.eval("return '" + x + "'", 0)  #! code
        redis.StrictRedis().register_script("return " + x)  #! code
        redis.from_url(os.environ["URL"]).lpush("queue", x)
    """,
    "graphs": """
        from neo4j import GraphDatabase
        driver = GraphDatabase.driver(os.environ["URL"])
        with driver.session() as session:
            session.run("MATCH (n {name: $a}) RETURN n", a=x)
            session.run("MATCH (n {name: '" + x + "'}) RETURN n")  #! sql
        driver.execute_query("MATCH (n {name: $a}) RETURN n", a=x)
        driver.execute_query(f"MATCH (n {{name: '{x}'}}) RETURN n")  #! sql
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_becomes_part_of_a_statement(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(text, 8), trigger(Kind.REST_API_MAPPED))
