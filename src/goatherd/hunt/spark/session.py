"""A session of Spark that answers as the other engines do, and says in one line why there is none."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

ERRORS = (PySparkException, Py4JError)
_OF_ALL = {
    "spark.app.name": "goatherd hunt",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_OF_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-Xss16m",  # what looks through long statements and texts calls itself
}
_ANSWERS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variant.allowDuplicateKeys": "true",  # of which the last counts, as in Python
}
_QUICK_HERE = {
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000000",  # folders, which a job would list one a task
    "spark.sql.files.openCostInBytes": "65536",  # to read many small files in one task
}
_JAVA = "Spark needs Java 17 or newer: apt-get install default-jre-headless, or set JAVA_HOME"


def is_local(master: str) -> bool:
    return master.partition("[")[0] == "local"


@contextmanager
def session_of(master: str) -> Iterator[SparkSession]:
    """One of its own settings and tables. Where this program has a session of Spark already, it is beside that one,
    which goes on; else Spark is started, and ends with it. Raises UsageError where it cannot be.
    """
    running = SparkSession.getActiveSession()
    spark = running or _started(master)
    try:
        session = spark.newSession()
        for name, value in _ANSWERS.items():
            session.conf.set(name, value)
        if is_local(spark.sparkContext.master or ""):
            processors = str(spark.sparkContext.defaultParallelism)
            for name, value in {**_QUICK_HERE, "spark.sql.shuffle.partitions": processors}.items():
                session.conf.set(name, value)
        yield session
    finally:
        if running is None:
            spark.stop()


def first_line(error: Exception) -> str:
    """Of what went wrong: of a failure in Java, what is behind the name of the call."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    wraps = lines[0].startswith("An error occurred while calling") and len(lines) > 1
    return lines[1].removeprefix(": ") if wraps else lines[0]


def _started(master: str) -> SparkSession:
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")):
        raise UsageError("this needs Java", help=_JAVA)
    builder = SparkSession.builder.master(master)
    for name, value in {**_OF_ALL, **(_OF_THIS_MACHINE if is_local(master) else {})}.items():
        builder = builder.config(name, value)
    os.environ.setdefault("SPARK_DRIVER_MEMORY", "2g")  # which counts where no configuration says another
    with TemporaryFile() as said, _heard(said):
        try:
            return builder.getOrCreate()
        except ERRORS as error:
            why = first_line(error)
            said.seek(0)
            if b"UnsupportedClassVersionError" in said.read():
                why = "this Java is too old"
            raise UsageError(f"Spark does not start: {why}", help=_JAVA if "Java" in why else "") from None


@contextmanager
def _heard(said: IO[bytes]) -> Iterator[None]:
    """What is started meanwhile says there what it would say on the terminal: Java, and Spark's greetings."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(said.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
