"""Commands that deploy functions in, functions with what calls them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.value import Known, Unknown, is_true, known
from goatherd.frontends.google import read_google
from goatherd.model.function import Entry, Unresolved
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.function import Function
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]

PROGRAM = """
    def hello(request):
        return "hello"

    def clean(event: dict[str, str], context):
        pass

    def helper(value):
        pass
"""
OPEN = (Kind.GOOGLE_HTTP, "ANY /web", Exposure.ANONYMOUS)
ASKED = (Kind.GOOGLE_HTTP, "ANY /web", Exposure.ACCOUNT)
JENKINS = """
    @Library('shared') _
    def config = [command: ["web \\
                             --gen2 --source=fn\\
                             --entry-point=hello \\
                             --trigger-http \\
                             --update-labels deployedby=ci"], where: "https://git.example/x.git"]
    deployAll(config)
"""


def _functions(tree: Tree) -> dict[str, Function]:
    applications, diagnoses = read_google(Modules(tree))
    assert diagnoses == []
    return {f.id: f for application in applications for f in application.functions}


def _told(tree: Tree) -> dict[str, tuple[str, str, Exposure]]:
    functions = {id: function.triggers[0] for id, function in _functions(tree).items()}
    return {id: (trigger.kind, trigger.detail, trigger.exposure) for id, trigger in functions.items()}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy.sh", "gcloud functions deploy web --entry-point=hello --source fn \\\n  --allow-unauthenticated\n"),
        ("ops/deploy.sh", 'NAME="web"\ngcloud beta functions deploy "$NAME" --entry-point hello --trigger-http\n'),
        ("Makefile", "deploy:\n\tcd fn && gcloud functions deploy web --trigger-http --entry-point ${E:-hello}\n"),
        ("cloudbuild.yaml", "steps:\n- name: gcloud\n  args: ['functions', 'deploy', 'web', '--trigger-http', "
         "'--entry-point=hello']\n"),
        ("cloudbuild.yaml", "steps:\n- name: gcloud\n  args:\n  - functions\n  - deploy\n  - web\n"
         "  - --source=./fn\n  - --trigger-http\n  - --entry-point=hello\n- name: other\n"),
        (".gitlab-ci.yml", "deploy:\n  script:\n  - gcloud functions deploy web --trigger-http --entry-point hello\n"),
        ("Jenkinsfile", "node { sh 'gcloud functions deploy web --gen2 --trigger-http --entry-point=hello' }\n"),
        ("fn/Jenkinsfile", JENKINS),
    ],
)  # fmt: skip
def test_a_command_names_the_handler(tree_of: Callable[[Files], Tree], path: str, text: str) -> None:
    tree = tree_of({path: text, "fn/main.py": PROGRAM})
    (function,) = _functions(tree).values()
    assert not function.guessed
    assert isinstance(function.entry, Entry)
    assert (function.entry.file, function.entry.symbol) == ("fn/main.py", "hello")
    assert _told(tree) == {"hello": OPEN if "allow-unauthenticated" in text else ASKED}
    assert function.triggers[0].span.path == path


@pytest.mark.parametrize(
    ("options", "kind", "detail", "exposure"),
    [
        ("--trigger-http --no-allow-unauthenticated", Kind.GOOGLE_HTTP, "ANY /hello", Exposure.ACCOUNT),
        ("--trigger-http --ingress-settings=internal-only", Kind.GOOGLE_HTTP, "ANY /hello", Exposure.ACCOUNT),
        ("--trigger-topic jobs", Kind.PUBSUB, "jobs", Exposure.ACCOUNT),
        ("--trigger-bucket=inbox", Kind.CLOUD_STORAGE, "inbox", Exposure.ACCOUNT),
        ("--trigger-event-filters type=google.cloud.audit.log.v1.written --trigger-event-filters "
         "serviceName=storage.googleapis.com", Kind.CLOUD_EVENT, "google.cloud.audit.log.v1.written", Exposure.ACCOUNT),
        ("--trigger-event-filters=serviceName=storage.googleapis.com --trigger-event-filters=type=google.x",
         Kind.CLOUD_EVENT, "google.x", Exposure.ACCOUNT),
        ("--trigger-event providers/cloud.firestore/eventTypes/document.write --trigger-resource users/{id}",
         Kind.FIRESTORE, "users/{id}", Exposure.AUTHENTICATED),
    ],
)  # fmt: skip
def test_what_calls_it(
    tree_of: Callable[[Files], Tree], options: str, kind: str, detail: str, exposure: Exposure
) -> None:
    files: Files = {"deploy.sh": f"gcloud functions deploy hello {options}\n", "main.py": PROGRAM}
    assert _told(tree_of(files)) == {"hello": (kind, detail, exposure)}


def test_a_command_says_of_a_decorated_function_who_may_call_it(tree_of: Callable[[Files], Tree]) -> None:
    decorated = "import functions_framework\n\n@functions_framework.http\ndef hello(request):\n    return ''\n"
    files: Files = {"main.py": decorated}
    assert _told(tree_of(files))["hello"][2] is Exposure.ANONYMOUS
    files["deploy.sh"] = "gcloud functions deploy hello --runtime python312 --no-allow-unauthenticated\n"
    assert _told(tree_of(files)) == {"hello": (Kind.GOOGLE_HTTP, "ANY /hello", Exposure.ACCOUNT)}


@pytest.mark.parametrize(
    ("files", "exposure"),
    [
        ({"deploy.sh": "gcloud functions deploy hello --gen2 --source=fn --trigger-http\n"}, Exposure.ACCOUNT),
        ({"deploy.sh": "gcloud functions deploy hello --runtime=python312\n"}, Exposure.ACCOUNT),
        ({"deploy.sh": "gcloud functions deploy hello --update-labels=a=b\n"}, Exposure.ANONYMOUS),
        # the deployment may be given the option that opens it
        ({"deploy.sh": "gcloud functions deploy hello --trigger-http $MORE\n"}, Exposure.ANONYMOUS),
        (
            {
                "deploy.sh": "gcloud functions deploy hello --trigger-http\n",
                "open.sh": "N=hello\ngcloud functions add-invoker-policy-binding $N \\\n  --member=allUsers\n",
            },
            Exposure.ANONYMOUS,
        ),
        (
            {
                "a.sh": "gcloud functions deploy hello --trigger-http --allow-unauthenticated\n",
                "b.sh": "gcloud functions deploy hello --trigger-http\n",
            },
            Exposure.ANONYMOUS,
        ),
    ],
)
def test_only_who_is_let_in_may_call(tree_of: Callable[[Files], Tree], files: Files, exposure: Exposure) -> None:
    decorated = "import functions_framework\n\n@functions_framework.http\ndef hello(request):\n    return ''\n"
    assert _told(tree_of({**files, "fn/main.py": decorated}))["hello"][2] is exposure


def test_a_workflow_deploys_one_for_each_entry_of_its_matrix(tree_of: Callable[[Files], Tree]) -> None:
    workflow = """
        env:
          FOLDER: fn
        jobs:
          deploy:
            strategy:
              matrix:
                include:
                  - {name: hello, topic: greetings}
                  - {name: clean, topic: cleaning}
            steps:
              - run: |
                  gcloud functions deploy ${{ matrix.name }} \\
                    --source ${{ env.FOLDER }} \\
                    --trigger-topic ${{ matrix.topic }}
          other:
            steps:
              - uses: google-github-actions/deploy-cloud-functions@v3
                with:
                  name: sweep
                  entry_point: sweep
                  source_dir: other
    """
    files: Files = {
        ".github/workflows/ci.yml": workflow,
        "fn/main.py": "from handlers import hello, clean\n",
        "fn/handlers.py": PROGRAM,
        "other/main.py": "def sweep(event, context):\n    pass\n",
    }
    assert _told(tree_of(files)) == {
        "hello": (Kind.PUBSUB, "greetings", Exposure.ACCOUNT),
        "clean": (Kind.PUBSUB, "cleaning", Exposure.ACCOUNT),
        "sweep": (Kind.CLOUD_EVENT, "sweep", Exposure.ACCOUNT),
    }


def test_other_languages_are_named(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {"deploy.sh": "gcloud functions deploy hello --runtime go122 --trigger-http\n", "hello.go": ""}
    (function,) = _functions(tree_of(files)).values()
    assert isinstance(function.entry, Unresolved)
    assert function.entry.foreign


@pytest.mark.parametrize(
    "files",
    [
        {"deploy.sh": "# gcloud functions deploy hello --trigger-http\n", "main.py": PROGRAM},
        {"deploy.sh": "gcloud functions deploy $NAME --trigger-http\n", "main.py": PROGRAM},
        {"deploy.sh": "supabase functions deploy hello\n", "main.py": PROGRAM},
        {"deploy.sh": "gcloud functions deploy hello\n", "a/main.py": PROGRAM, "b/main.py": PROGRAM},
        {"deploy.sh": "gcloud functions deploy gone\n", "main.py": PROGRAM},
    ],
)
def test_commands_that_name_no_handler(tree_of: Callable[[Files], Tree], files: Files) -> None:
    assert _functions(tree_of(files)) == {}


def test_handlers_of_python_that_nothing_names_are_guesses(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {"main.py": PROGRAM, "requirements.txt": "google-cloud-storage==2.0\n"}
    functions = _functions(tree_of(files))
    assert all(function.guessed for function in functions.values())
    assert _told(tree_of(files)) == {
        "hello": (Kind.GOOGLE_HTTP, "ANY /hello", Exposure.ANONYMOUS),
        "clean": (Kind.CLOUD_EVENT, "clean", Exposure.ACCOUNT),
    }


@pytest.mark.parametrize(
    "files",
    [
        {"main.py": PROGRAM, "requirements.txt": "requests\n"},
        {
            "main.py": "from flask import Flask\napp = Flask(__name__)\n" + PROGRAM,
            "requirements.txt": "firebase-admin\n",
        },
        {"main.py": "@app.get('/')\ndef page(request):\n    pass\n", "requirements.txt": "google-cloud-storage\n"},
        {"app.py": PROGRAM, "requirements.txt": "google-cloud-storage\n"},
    ],
)
def test_programs_without_handlers(tree_of: Callable[[Files], Tree], files: Files) -> None:
    assert _functions(tree_of(files)) == {}


def _deployed(tree_of: Callable[[Files], Tree], *commands: str) -> Function:
    script = "".join(f"gcloud functions deploy hello --source=fn --trigger-http {c}\n" for c in commands)
    return _functions(tree_of({"deploy.sh": script, "fn/main.py": PROGRAM}))["hello"]


@pytest.mark.parametrize(
    ("options", "is_default"),
    [
        ("--runtime=python312", True),
        ("--runtime=python312 --service-account=$ACCOUNT", False),
        ("--runtime=python312 --service-account 123-compute@developer.gserviceaccount.com", True),
        ("--runtime=python312 $MORE", False),  # which may name one
        ("--update-labels=a=b", False),  # changes what is there
    ],
)
def test_which_account_it_runs_as(tree_of: Callable[[Files], Tree], options: str, is_default: bool) -> None:
    assert is_true(_deployed(tree_of, options).default_identity) is is_default


def test_an_account_that_one_of_several_commands_names_stays(tree_of: Callable[[Files], Tree]) -> None:
    named = "--runtime=python312 --service-account=orders@shop.iam.gserviceaccount.com"
    assert not is_true(_deployed(tree_of, "--runtime=python312", named).default_identity)


def test_limits_variables_and_runtime_of_a_command(tree_of: Callable[[Files], Tree]) -> None:
    variables = '\\\n  --set-env-vars="TABLE=orders,KEY=${KEY:-9b1f64c0e27d},OTHER=$OTHER"'
    function = _deployed(tree_of, f"--runtime=python312 --max-instances 5 {variables}")
    assert (known(function.runtime), known(function.reserved_concurrency)) == ("python312", 5)
    assert {name: known(value) for name, value in function.environment.items()} == {
        "TABLE": "orders",
        "KEY": "9b1f64c0e27d",
        "OTHER": None,
    }
    other = function.environment["OTHER"]
    assert isinstance(other, Unknown)
    assert other.span is not None
    assert (other.span.path, other.span.line) == ("deploy.sh", 2)
    assert _deployed(tree_of, "--runtime=python312").reserved_concurrency is None


_WITH_OPTION = """
    jobs:
      deploy:
        strategy:
          matrix:
            include:
              - {name: hello, most: 10}
              - {name: clean}
        steps:
          - name: Deploy
            run: |
              gcloud functions deploy ${{ matrix.name }} \\
                --source fn --trigger-topic $TOPIC \\
                --runtime python312 \\
                ${{ OPTION }}
"""


@pytest.mark.parametrize(
    ("option", "is_default"),
    [
        ("matrix.most && format('--max-instances {0}', matrix.most) || ''", True),
        ("github.ref == 'refs/heads/main' && '--service-account=a@b.iam' || ''", False),
        ("vars.MORE", False),
    ],
)
def test_an_option_on_a_condition_of_a_workflow(
    tree_of: Callable[[Files], Tree], option: str, is_default: bool
) -> None:
    workflow = _WITH_OPTION.replace("OPTION", option)
    functions = _functions(tree_of({".github/workflows/ci.yml": workflow, "fn/main.py": PROGRAM}))
    assert {name: is_true(function.default_identity) for name, function in functions.items()} == {
        "hello": is_default,
        "clean": is_default,
    }
    runtime = functions["hello"].runtime
    assert isinstance(runtime, Known)
    assert runtime.span is not None
    assert "--runtime" in workflow.splitlines()[runtime.span.line - 1]
    if "most" in option:
        assert known(functions["hello"].reserved_concurrency) == 10
        assert functions["clean"].reserved_concurrency is None
