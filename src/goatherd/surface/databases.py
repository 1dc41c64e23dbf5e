"""Databases that code is seen to use through a client library, whoever declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.model.resource import Database

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function

# Modules, or calls of one, by what they talk to. Libraries that talk to several kinds say no more than they know.
_CLIENTS = {
    "MongoDB": "mongoose mongodb monk pymongo motor mongoengine",
    "PostgreSQL": "pg pg-promise pg-pool postgres slonik psycopg psycopg2 asyncpg aiopg pg8000",
    "MySQL": "mysql mysql2 serverless-mysql mariadb promise-mysql pymysql MySQLdb aiomysql",
    "SQL Server": "mssql tedious pymssql",
    "Oracle": "oracledb cx_Oracle",
    "Redis": "redis ioredis",
    "Elasticsearch": "@elastic/elasticsearch elasticsearch",
    "OpenSearch": "@opensearch-project/opensearch opensearchpy",
    "Firestore": "firebase-admin.firestore firebase-admin.getFirestore firebase-admin/firestore "
    "firebase_admin.firestore @google-cloud/firestore google.cloud.firestore",
    "Realtime Database": "firebase-admin.database firebase-admin.getDatabase firebase-admin/database firebase_admin.db",
    "a SQL database": "sequelize typeorm knex @prisma/client sqlalchemy peewee pyodbc",
}
_BY_MODULE = {module: name for name, modules in _CLIENTS.items() for module in modules.split()}


def databases_used(application: Application, function: Function) -> list[str]:
    """What the function's code calls and the application does not declare: "MongoDB" …, by name.

    Empty where the application declares a database server: it may be that one.
    """
    if any(not one.type.startswith("AWS::EFS") for one in application.of(Database)):
        return []
    found = {_talks_to(call.name) for call in application.behaviour(function).calls}
    return sorted(name for name in found if name)


def undeclared(application: Application) -> list[str]:
    """The same for all functions."""
    return sorted({name for function in application.functions for name in databases_used(application, function)})


def _talks_to(call: str) -> str:
    """By the longest part of the call's dotted name that is a client: `mysql.connector.connect` is one of mysql."""
    name = call.replace("()", "")
    while name:
        if name in _BY_MODULE:
            return _BY_MODULE[name]
        name = name.rpartition(".")[0]
    return ""
