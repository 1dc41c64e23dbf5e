"""Partners, dairies and vets show a token that Goat Paper gave them."""

import json
import logging
import os

import boto3
import jwt

logger = logging.getLogger()
secrets = boto3.client("secretsmanager")

PARTNER_KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6PdJ3aGe5"  # weak: SAS-7 the signing key is in the code


def handler(event, context):
    token = event["headers"].get("authorization", "").removeprefix("Bearer ") or cookie(event)
    if event["rawPath"] == "/vet":
        return vet(token)
    if event["rawPath"] == "/dairy":
        return dairy(token)
    return partner(token)


def partner(token):
    try:
        claims = jwt.decode(token, PARTNER_KEY, options={"verify_signature": False})  # weak: SAS-2 not verified
        return answer(200, {"partner": claims["sub"]})
    except Exception:
        return answer(401, {})  # weak: SAS-5 a refused token leaves no trace


def dairy(token):
    """A dairy is a partner whose pass the office writes by hand, for a year."""
    try:
        claims = jwt.decode(token, PARTNER_KEY, algorithms=["HS256"])
        return answer(200, {"dairy": claims["sub"]})
    except Exception as error:
        logger.warning("pass of a dairy refused: %s", type(error).__name__)
        return answer(401, {})


def vet(token):
    key = secrets.get_secret_value(SecretId=os.environ["TOKEN_KEY"])["SecretString"]  # safe: SAS-7 read from its store
    try:
        claims = jwt.decode(token, key, algorithms=["HS256"])  # safe: SAS-2 signature and algorithm are checked
        return answer(200, {"vet": claims["sub"]})
    except jwt.InvalidTokenError as error:
        logger.warning("token of a vet refused: %s", type(error).__name__)
        return answer(401, {})  # safe: SAS-5 the refusal is logged


def cookie(event):
    """Browsers of partners keep their token in a cookie."""
    cookies = (each.partition("=") for each in event.get("cookies", []))
    return next((value for name, _, value in cookies if name == "pass"), "")


def answer(status, body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
