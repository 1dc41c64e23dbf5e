"""How far somebody gets who owns a function."""

from __future__ import annotations

from .conftest import function


def blasts(surface):
    return {view.function.id: view.blast for view in surface.functions}


def test_functions_are_set_off_through_queues_and_invocations(shop):
    found = blasts(shop.surfaces[0])
    assert found["Buy"].own == ("Mails",)
    assert (found["Buy"].functions, found["Buy"].beyond) == (("Mail",), ("Key",))
    assert (found["Clean"].functions, found["Clean"].beyond) == (("Mail",), ("Key", "Mails"))


def test_rights_that_give_more_rights(shop):
    found = blasts(shop.surfaces[0])
    assert found["Clean"].escalations == ("replace the code of any function and use its role",)
    assert found["Mail"].escalations == ()


def test_everything(shop):
    found = blasts(shop.surfaces[0])
    assert [id for id, blast in found.items() if blast.everything] == ["Shrink"]


def test_chains_are_followed_to_their_end_and_circles_end(surface_of):
    def invoking(name, other):
        return function(name, policies=f"[{{LambdaInvokePolicy: {{FunctionName: !Ref {other}}}}}]")

    surface = surface_of(invoking("A", "B") + invoking("B", "C") + invoking("C", "A"))
    assert blasts(surface)["A"].functions == ("B", "C")


def test_a_state_machine_passes_on(surface_of):
    surface = surface_of(
        "Flow: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: Do, States: "
        "{Do: {Type: Task, Resource: !GetAtt Inner.Arn, End: true}}}}}\n"
        + function("Outer", policies="[{StepFunctionsExecutionPolicy: {StateMachineName: !GetAtt Flow.Name}}]")
        + function("Inner")
    )
    assert blasts(surface)["Outer"].functions == ("Inner",)


def test_a_permission_on_one_function_is_none_on_all(surface_of):
    statement = "[{Statement: [{Effect: Allow, Action: 'lambda:UpdateFunctionCode', Resource: !GetAtt Two.Arn}]}]"
    surface = surface_of(function("One", policies=statement) + function("Two"))
    assert blasts(surface)["One"].escalations == ()
