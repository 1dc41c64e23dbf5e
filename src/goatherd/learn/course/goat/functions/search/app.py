"""Searches the catalogue of public documents."""

import json
import logging
import os
import traceback

import pymysql

logger = logging.getLogger()


def handler(event, context):
    parameters = event.get("queryStringParameters", {})
    if event["rawPath"] == "/search/farm":
        return by_farm(parameters)
    return by_title(parameters)


def by_title(parameters):
    try:
        with connect() as connection, connection.cursor() as cursor:
            words = parameters["q"]
            cursor.execute(f"SELECT id, title FROM public WHERE title LIKE '%{words}%'")  # weak: SAS-1 SQL injection
            return answer(200, cursor.fetchall())
    except Exception:
        return answer(500, traceback.format_exc())  # weak: SAS-10 the stack trace goes to the caller


def by_farm(parameters):
    try:
        with connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id, title FROM public WHERE farm = %s", (parameters["farm"],))  # safe: SAS-1 bound
            return answer(200, cursor.fetchall())
    except Exception:
        logger.exception("search by farm failed")
        return answer(500, "The search failed")  # safe: SAS-10 the trace stays in the log


def connect():
    return pymysql.connect(
        host=os.environ["HOST"], user=os.environ["USER"], password=os.environ["PASSWORD"], database="catalogue"
    )


def answer(status, body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
