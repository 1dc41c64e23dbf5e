"""What of SST is not read is told where it stands."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('new sst.aws.Nextjs("Web");', "the server functions of site Web (Nextjs) are not read"),
        ('new sst.aws.Service("Api", { cluster });', "the containers of Service Api are not read"),
        ('new sst.aws.Novelty("New");', "sst.aws.Novelty is not read (New): whether it runs code is not known"),
        (
            'new sst.aws.Cron("Nightly", { schedule: "rate(1 day)", task });',
            "Cron Nightly runs a container: its code is not read",
        ),
    ],
)
def test_components_that_run_code(run, body, told):
    found = run(
        f"""
        const cluster = new sst.aws.Cluster("Cluster");
        const task = {{}};
        new sst.aws.Function("Work", {{ handler: "src/work.handler" }});
        {body}
        """
    )
    assert [(d.message, d.incomplete, d.span.path, d.span.line) for d in found.diagnoses] == [
        (told, True, "sst.config.ts", 12)
    ]


def test_components_without_code_of_the_user_are_no_news(run):
    found = run("""
        const vpc = new sst.aws.Vpc("Net");
        new sst.aws.Postgres("Data", { vpc });
        new sst.aws.StaticSite("Pages");
        new sst.aws.Router("Router", { routes: { "/*": "https://example.com" } });
        new sst.aws.Function("Work", { handler: "src/work.handler", vpc });
    """)
    assert found.told == []


def test_handlers_that_the_program_names_where_it_cannot_be_followed(run):
    found = run(
        """
        import { everything } from "a-package";
        everything({ order: "src/work.handler", page: "src/work.ts" });
        """
    )
    assert found.ids == ["src/work-handler"]
    assert found.file("src/work-handler") == "src/work.ts"
    (told,) = found.diagnoses
    assert told.message == "what calls 1 handler that the program names is not known (src/work.handler)"
    assert told.incomplete


def test_a_program_without_run_is_told(read):
    found = read(
        {
            "sst.config.ts": 'import { make } from "a-package";\nexport default $config(make("src/work.handler"));\n',
            "src/work.ts": "export const handler = async (event) => event;\n",
        }
    )
    assert "what the program deploys is not known: its `run` is not found" in found.told
    assert found.ids == ["src/work-handler"]


def test_what_is_called_that_is_not_known(run):
    found = run("""
        import { target } from "a-package";
        new sst.aws.Queue("Q").subscribe(target.arn);
        new sst.aws.Function("Work", { handler: "src/work.handler" });
    """)
    assert found.told == ["which function Q/Subscriber calls is not known"]
