"""Which libraries are patched when they are imported, by the module here that knows how."""

import importlib

FAMILIES = {
    "decoders": ("base64", "gzip", "zlib", "urllib.parse", "simplejson", "orjson", "ujson"),
    "models": ("pydantic.main",),
    "frameworks": ("werkzeug.wrappers.request",),
    "sqlite": ("sqlite3.dbapi2",),
    "sql": (
        "pymysql.cursors",
        "MySQLdb.cursors",
        "mysql.connector.cursor",
        "mysql.connector.cursor_cext",
        "psycopg.cursor",
        "psycopg.cursor_async",
        "psycopg2",
        "psycopg2.extras",
        "pg8000.legacy",
        "pg8000.dbapi",
        "pg8000.native",
        "asyncpg.connection",
        "aiomysql.cursors",
        "duckdb",
    ),
    "markup": (
        "xml.etree.ElementTree",
        "xml.sax.expatreader",
        "xml.dom.expatbuilder",
        "lxml.etree",
        "xmltodict",
    ),
    "xpath": ("xml.etree.ElementPath", "lxml._elementpath", "elementpath", "elementpath.xpath_selectors"),
    "directories": ("ldap3.core.connection", "ldap.ldapobject"),
    "mongo": ("pymongo.collection", "pymongo.synchronous.collection", "pymongo.asynchronous.collection"),
    "yamls": ("yaml", "ruamel.yaml.main"),
    "pickles": ("pickle", "jsonpickle.unpickler", "dill._dill", "shelve"),
    "templates": ("jinja2.environment", "mako.template", "tornado.template", "django.template.base"),
    "clients": (
        "http.client",
        "urllib.request",
        "requests.sessions",
        "urllib3.poolmanager",
        "httpx._client",
        "aiohttp.client",
    ),
    "archives": ("zipfile", "tarfile"),
    "mail": ("smtplib",),
}
UNWATCHED = ("decoders", "models", "frameworks")  # those that tell what is read


def load(family, session):
    """A function that patches a module; the knowledge itself is imported when it is needed."""

    def patch(module):
        importlib.import_module("." + family, __package__).patch(session, module)

    return patch
