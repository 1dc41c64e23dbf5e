"""Whose a name in the logs is: told by the name, never guessed."""

from __future__ import annotations

from tests.hunt.application.conftest import by, call

SCAN = call("sts", "GetCallerIdentity")


def named(name: str) -> dict:
    return SCAN | by("Take", role="other", session=name)


def test_a_function_that_no_template_has(shop):
    assert shop.told(named("shop-prod-Backdoor-a9B8c7D6e5F4")) == [
        ("GOAT0391", "shop-prod-Backdoor-a9B8c7D6e5F4 is a function in the application's stack, and no template has it")
    ]


def test_functions_of_other_stacks_are_left_alone(shop):
    others = [named(f"crm-{id}-a9B8c7D6e5F4") for id in ("Take", "Give", "Keep")]
    found = shop.hunt(*others)
    assert found.alerts.ordered == []
    why = "it has 2 functions that the application does not have"
    assert list(found.baseline.summary())[-1] == (
        f"stack crm is not taken for the application's: {why}; --stack crm says that it is"
    )


def test_a_stack_that_the_user_names(shop):
    others = [named(f"crm-{id}-a9B8c7D6e5F4") for id in ("Take", "Give", "Keep")]
    told = shop.told(*others, stacks=("crm",))
    assert {id for id, _ in told} == {"GOAT0190", "GOAT0390", "GOAT0391"}


def test_one_function_is_not_enough_where_another_stack_has_more(shop):
    found = shop.hunt(named("crm-Take-a9B8c7D6e5F4"))
    assert found.alerts.ordered == []
    assert "it has only crm-Take-a9B8c7D6e5F4 of the application's functions" in "\n".join(found.baseline.summary())


def test_two_stages_of_the_application(shop):
    stages = [
        call("sts", "GetCallerIdentity")
        | by(id, role=f"shop-dev-{id}Role-a9B8c7D6e5F4", session=f"shop-dev-{id}-a9B8c7D6e5F4")
        for id in ("Take", "Print")
    ]
    assert [said for _, said in shop.told(*stages)] == [
        f"{id} calls sts:GetCallerIdentity, which its code never calls" for id in ("Take", "Print")
    ]


def test_names_that_only_the_deployment_knows(shop):
    shop.files["template.yaml"] = shop.files["template.yaml"].replace("shop-tell", '!Sub "shop-${AWS::StackName}-tell"')
    assert [id for id, _ in shop.told(SCAN | by("Tell", session="shop-live-tell"))] == ["GOAT0190"]


def test_names_that_nothing_tells(shop):
    parameter = "Parameters: {Name: {Type: String}}\n"
    shop.files["template.yaml"] = parameter + shop.files["template.yaml"].replace("shop-tell", "!Ref Name")
    found = shop.hunt(SCAN | by("Tell"))
    assert found.alerts.ordered == []
    assert "their names are not written, so that nothing was matched: Tell" in list(found.baseline.summary())


def test_a_name_that_may_be_several(shop):
    twice = shop.files["template.yaml"].replace("  Tell:\n", "  Told:\n", 1)
    shop.files["again/template.yaml"] = twice
    found = shop.hunt(SCAN | by("Tell"))
    assert found.alerts.ordered == []
    assert "may be several functions: " in list(found.baseline.summary())[-1]
    assert "shop-tell" in list(found.baseline.summary())[-1]
