"""Functions of Google's cloud that Terraform declares: their code, their settings, who may call them, and buckets."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import known
from goatherd.model.function import Entry, Unresolved
from goatherd.model.resource import Bucket, ResourcePolicy
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.function import Function

    Files = dict[str, str | bytes]

CODE = """
    data "archive_file" "code" {
      type        = "zip"
      source_dir  = "${path.module}/../src"
      output_path = "/tmp/code.zip"
    }
    resource "google_storage_bucket" "code" {
      name     = "${var.project}-code"
      location = "EU"
    }
    resource "google_storage_bucket_object" "code" {
      name   = "code-${data.archive_file.code.output_md5}.zip"
      bucket = google_storage_bucket.code.name
      source = data.archive_file.code.output_path
    }
"""
FIRST = """
    resource "google_cloudfunctions_function" "hello" {
      name                  = "hello"
      runtime               = "python312"
      entry_point           = "say"
      source_archive_bucket = google_storage_bucket.code.name
      source_archive_object = google_storage_bucket_object.code.name
      %s
    }
"""
SECOND = """
    resource "google_cloudfunctions2_function" "hello" {
      name = "hello"
      build_config {
        runtime     = "nodejs22"
        entry_point = "say"
        source {
          storage_source {
            bucket = google_storage_bucket.code.name
            object = google_storage_bucket_object.code.name
          }
        }
      }
      service_config {
        timeout_seconds       = 90
        environment_variables = { TABLE = "orders" }
        secret_environment_variables {
          key    = "TOKEN"
          secret = "token"
        }
        %s
      }
    }
"""
PYTHON = "def say(request):\n    return 'hello'\n"
NODE = "exports.say = (req, res) => res.send('hello');\n"


@pytest.fixture
def read(applications_of: Callable[[Files], list[Application]]) -> Callable[..., Application]:
    """The one application of a configuration, with its code in `src`."""

    def read(*texts: str) -> Application:
        main = "".join(dedent(text) for text in (CODE, *texts))
        (application,) = applications_of({"infra/main.tf": main, "src/main.py": PYTHON, "src/index.js": NODE})
        return application

    return read


def _callers(function: Function) -> tuple[str, Exposure]:
    (trigger,) = function.triggers
    return trigger.kind, trigger.exposure


def _handler(function: Function) -> str:
    entry = function.entry
    return f"{entry.file}:{entry.symbol}:{entry.line}" if isinstance(entry, Entry) else entry.why


def test_a_function_of_the_first_generation_with_its_code(read: Callable[..., Application]) -> None:
    application = read(FIRST % 'trigger_http = true\n timeout = 30\n environment_variables = { A = "b" }')
    (function,) = application.functions
    assert (application.name, application.framework) == ("infra/main.tf", "google")
    assert function.id == "google_cloudfunctions_function.hello"
    assert (known(function.runtime), known(function.timeout)) == ("python312", 30)
    assert (known(function.physical_name), known(function.environment["A"])) == ("hello", "b")
    assert _handler(function) == "src/main.py:say:1"
    assert _callers(function) == (Kind.GOOGLE_HTTP, Exposure.ACCOUNT)


def test_a_function_of_the_second_generation_with_its_code(read: Callable[..., Application]) -> None:
    (function,) = read(SECOND % "").functions
    assert (known(function.runtime), known(function.timeout)) == ("nodejs22", 90)
    assert known(function.environment["TABLE"]) == "orders"
    assert known(function.environment["TOKEN"]) is None
    assert _handler(function) == "src/index.js:say:1"
    assert _callers(function) == (Kind.GOOGLE_HTTP, Exposure.ACCOUNT)


MEMBER = """
    resource "%s_iam_member" "callers" {
      %s   = %s
      role = "%s"
      member = "%s"
    }
"""


@pytest.mark.parametrize(
    ("type", "target", "role", "member", "exposure"),
    [
        ("google_cloudfunctions2_function", "cloud_function", "roles/cloudfunctions.invoker", "allUsers", 3),
        ("google_cloud_run_service", "service", "roles/run.invoker", "allUsers", 3),
        ("google_cloud_run_v2_service", "name", "roles/run.invoker", "allAuthenticatedUsers", 2),
        ("google_cloud_run_service", "service", "roles/run.viewer", "allUsers", 1),
        ("google_cloud_run_service", "service", "roles/run.invoker", "group:staff@example.org", 1),
    ],
)
def test_members_decide_who_may_call(
    type: str, target: str, role: str, member: str, exposure: int, read: Callable[..., Application]
) -> None:
    name = "google_cloudfunctions2_function.hello.name"
    (function,) = read(SECOND % "", MEMBER % (type, target, name, role, member)).functions
    assert _callers(function) == (Kind.GOOGLE_HTTP, Exposure(exposure))
    (trigger,) = function.triggers
    assert ("allUsers" in trigger.why) == (exposure == 3)


def test_the_service_below_a_function_is_named_by_its_block(read: Callable[..., Application]) -> None:
    name = "google_cloudfunctions2_function.hello.service_config[0].service"
    member = MEMBER % ("google_cloud_run_service", "service", name, "roles/run.invoker", "allUsers")
    (function,) = read(SECOND % "", member).functions
    assert _callers(function) == (Kind.GOOGLE_HTTP, Exposure.ANONYMOUS)
    assert function.triggers[0].span.line == 1 + next(
        i for i, line in enumerate(dedent(CODE + SECOND % "" + member).splitlines()) if "allUsers" in line
    )


def test_a_policy_and_a_binding_let_callers_in_too(read: Callable[..., Application]) -> None:
    policy = """
        data "google_iam_policy" "open" {
          binding {
            role    = "roles/run.invoker"
            members = ["allUsers"]
          }
        }
        resource "google_cloud_run_service_iam_policy" "open" {
          service     = google_cloudfunctions2_function.hello.name
          policy_data = data.google_iam_policy.open.policy_data
        }
    """
    binding = """
        resource "google_cloudfunctions_function_iam_binding" "open" {
          cloud_function = "hello"
          role           = "roles/cloudfunctions.invoker"
          members        = ["user:a@example.org", "allUsers"]
        }
    """
    (second,) = read(SECOND % "", policy).functions
    (first,) = read(FIRST % "trigger_http = true", binding).functions
    assert _callers(first) == _callers(second) == (Kind.GOOGLE_HTTP, Exposure.ANONYMOUS)


def test_ingress_from_the_network_only_keeps_everybody_out(read: Callable[..., Application]) -> None:
    name = "google_cloudfunctions2_function.hello.name"
    member = MEMBER % ("google_cloud_run_service", "service", name, "roles/run.invoker", "allUsers")
    (function,) = read(SECOND % 'ingress_settings = "ALLOW_INTERNAL_ONLY"', member).functions
    assert _callers(function) == (Kind.GOOGLE_HTTP, Exposure.ACCOUNT)


def test_a_job_of_the_scheduler_is_named_as_the_caller(read: Callable[..., Application]) -> None:
    job = """
        resource "google_cloud_scheduler_job" "nightly" {
          name     = "nightly"
          schedule = "0 3 * * *"
          http_target {
            uri = google_cloudfunctions2_function.hello.service_config[0].uri
          }
        }
    """
    (function,) = read(SECOND % "", job).functions
    assert function.triggers[0].why == "IAM lets only some call it (job nightly)"


TOPIC = """
    resource "google_pubsub_topic" "news" {
      name = "news"
    }
"""
OF_TOPIC = """
      event_trigger {
        event_type = "google.pubsub.topic.publish"
        resource   = google_pubsub_topic.news.name
      }
"""
OF_BUCKET = """
      event_trigger {
        event_type = "google.storage.object.finalize"
        resource   = google_storage_bucket.uploads.name
      }
"""
UPLOADS = """
    resource "google_storage_bucket" "uploads" {
      name = "uploads"
    }
"""


def test_events_have_the_exposure_of_what_emits_them(read: Callable[..., Application]) -> None:
    publisher = MEMBER % (
        "google_pubsub_topic", "topic", "google_pubsub_topic.news.id", "roles/pubsub.publisher", "allUsers",
    )  # fmt: skip
    (closed,) = read(FIRST % OF_TOPIC, TOPIC).functions
    (opened,) = read(FIRST % OF_TOPIC, TOPIC, publisher).functions
    assert _callers(closed) == (Kind.PUBSUB, Exposure.ACCOUNT)
    assert _callers(opened) == (Kind.PUBSUB, Exposure.ANONYMOUS)
    assert opened.triggers[0].detail == "news"
    writer = MEMBER % (
        "google_storage_bucket", "bucket", "google_storage_bucket.uploads.name", "roles/storage.objectCreator",
        "allAuthenticatedUsers",
    )  # fmt: skip
    (function,) = read(FIRST % OF_BUCKET, UPLOADS, writer).functions
    assert _callers(function) == (Kind.CLOUD_STORAGE, Exposure.AUTHENTICATED)
    assert function.triggers[0].source == "google_storage_bucket.uploads"


@pytest.mark.parametrize(
    ("type", "filters", "kind"),
    [
        ("google.cloud.storage.object.v1.finalized", 'attribute = "bucket"\nvalue = "uploads"', Kind.CLOUD_STORAGE),
        ("google.cloud.firestore.document.v1.written", 'attribute = "document"\nvalue = "a/{b}"', Kind.FIRESTORE),
        ("google.cloud.audit.log.v1.written", 'attribute = "serviceName"\nvalue = "x"', Kind.CLOUD_EVENT),
    ],
)
def test_events_of_the_second_generation(type: str, filters: str, kind: str, read: Callable[..., Application]) -> None:
    event = f'event_trigger {{\nevent_type = "{type}"\nevent_filters {{\n{filters}\n}}\n}}'
    (function,) = read(dedent(SECOND % "").rstrip().removesuffix("}") + event + "\n}\n").functions
    assert function.triggers[0].kind == kind


def test_what_the_program_registers_is_the_function_that_is_declared(
    applications_of: Callable[[Files], list[Application]],
) -> None:
    program = """
        const functions = require('@google-cloud/functions-framework');
        functions.http('say', (req, res) => res.send('hello'));
        functions.http('other', (req, res) => res.send('hello'));
    """
    manifest = '{"dependencies": {"@google-cloud/functions-framework": "3"}}'
    main = dedent(CODE) + dedent(SECOND % "")
    files: Files = {"infra/main.tf": main, "src/index.js": program, "src/package.json": manifest}
    declared, rest = applications_of(files)
    assert [_handler(function) for function in declared.functions] == ["src/index.js:say:3"]
    assert [function.id for function in rest.functions] == ["other"]  # what only the program knows


def test_an_archive_of_one_text_is_the_file_that_it_is_read_from(
    applications_of: Callable[[Files], list[Application]],
) -> None:
    archive = """
        data "archive_file" "code" {
          type        = "zip"
          output_path = "${path.module}/code.zip"
          source {
            content  = file("${path.module}/hello.js")
            filename = "index.js"
          }
        }
        resource "google_storage_bucket_object" "code" {
          name   = "code.zip"
          bucket = "code"
          source = "${path.module}/code.zip"
        }
    """
    function = SECOND.replace("google_storage_bucket.code.name", '"code"')
    (application,) = applications_of({"main.tf": dedent(archive) + dedent(function % ""), "hello.js": NODE})
    assert [_handler(function) for function in application.functions] == ["hello.js:say:1"]


def test_a_module_that_nobody_calls_is_no_code_that_is_missing(
    applications_of: Callable[[Files], list[Application]],
) -> None:
    module = """
        variable "entry_point" {}
        resource "google_cloudfunctions_function" "any" {
          runtime      = "python312"
          entry_point  = var.entry_point
          trigger_http = true
        }
    """
    (application,) = applications_of({"main.tf": module})
    (function,) = application.functions
    assert isinstance(function.entry, Unresolved)
    assert not function.entry.code_in_tree


MODULE = """
    module "hello" {
      source  = "%s"
      name    = "hello"
      runtime = "nodejs22"
      %s
    }
"""
WITH_EVENT = """entry_point      = "say"
      source_directory = "${path.module}/../src"
      event_trigger = {
        event_type = "google.storage.object.finalize"
        resource   = google_storage_bucket.code.name
      }
"""
WITH_CALLERS = """entrypoint     = "say"
      storage_source = {
        bucket = google_storage_bucket.code.name
        object = google_storage_bucket_object.code.name
      }
      members = {
        invokers = ["allUsers"]
      }
"""


@pytest.mark.parametrize(
    ("source", "inputs", "callers"),
    [
        ("terraform-google-modules/event-function/google", WITH_EVENT, (Kind.CLOUD_STORAGE, Exposure.ACCOUNT)),
        ("GoogleCloudPlatform/cloud-functions/google", WITH_CALLERS, (Kind.GOOGLE_HTTP, Exposure.ANONYMOUS)),
        ("git::https://example.org/functions.git", WITH_CALLERS, (Kind.GOOGLE_HTTP, Exposure.ANONYMOUS)),
    ],
)
def test_a_module_that_is_not_in_the_tree_makes_the_function_that_its_call_describes(
    source: str, inputs: str, callers: tuple[str, Exposure], read: Callable[..., Application]
) -> None:
    (function,) = read(MODULE % (source, inputs)).functions
    assert (_handler(function), _callers(function)) == ("src/index.js:say:1", callers)
    assert function.span.path == "infra/main.tf"


def test_a_configuration_for_several_clouds_is_an_application_on_each(
    applications_of: Callable[[Files], list[Application]],
) -> None:
    others = """
        resource "aws_lambda_function" "a" {
          handler = "a.b"
          runtime = "python3.13"
        }
        resource "azurerm_linux_function_app" "b" {
          name = "b"
        }
    """
    applications = applications_of({"main.tf": dedent(CODE) + dedent(SECOND % "") + dedent(others)})
    assert [(application.name, application.framework) for application in applications] == [
        ("main.tf", "terraform"),
        ("main.tf (azure)", "azure"),
        ("main.tf (google)", "google"),
    ]


def test_code_in_another_language_and_code_from_elsewhere(read: Callable[..., Application]) -> None:
    go = SECOND.replace("nodejs22", "go122")
    (function,) = read(go % "").functions
    assert isinstance(function.entry, Unresolved)
    away = FIRST.replace("google_storage_bucket_object.code.name", '"made-elsewhere.zip"')
    (function,) = read(away % "trigger_http = true").functions
    assert isinstance(function.entry, Unresolved)
    assert function.entry.pending


def test_the_build_is_told_the_file_of_an_archive_made_elsewhere(read: Callable[..., Application]) -> None:
    away = FIRST.replace("google_storage_bucket_object.code.name", '"made-elsewhere.zip"')
    told = 'build_environment_variables = { GOOGLE_FUNCTION_SOURCE = "%s" }\n trigger_http = true'
    assert _handler(read(away % told % "main.py").functions[0]) == "src/main.py:say:1"
    assert _handler(read(away % told % "other.py").functions[0]) == "handler resolution has not run"


def test_the_object_is_called_like_the_folder_that_something_else_packs(read: Callable[..., Application]) -> None:
    away = FIRST.replace("google_storage_bucket_object.code.name", '"%s"') % ("%s", "trigger_http = true")
    for name in ("src.zip", "src/source.zip"):
        assert _handler(read(away % name).functions[0]) == "src/main.py:say:1"
    other = (away % "src.zip").replace('"say"', '"sing"')
    assert _handler(read(other).functions[0]) == "handler resolution has not run"


def test_buckets_with_what_the_outside_world_may_do(read: Callable[..., Application]) -> None:
    reader = MEMBER % (
        "google_storage_bucket", "bucket", "google_storage_bucket.uploads.name", "roles/storage.objectViewer",
        "allUsers",
    )  # fmt: skip
    application = read(FIRST % "trigger_http = true", UPLOADS, reader)
    assert [bucket.id for bucket in application.of(Bucket)] == [
        "google_storage_bucket.code",
        "google_storage_bucket.uploads",
    ]
    (policy,) = application.of(ResourcePolicy)
    assert policy.targets == ("google_storage_bucket.uploads",)
    assert policy.statements[0].actions == ("s3:GetObject", "s3:ListBucket")
