import { App, Stack } from "aws-cdk-lib";
import { Code, Function, FunctionUrlAuthType, Runtime } from "aws-cdk-lib/aws-lambda";
import { DefinitionBody, JsonPath, StateMachine, TaskInput } from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke } from "aws-cdk-lib/aws-stepfunctions-tasks";

const stack = new Stack(new App(), "Films");
const code = Code.fromAsset("functions");
const runtime = Runtime.NODEJS_22_X;
const probe = new Function(stack, "Probe", { runtime, code, handler: "probe.handler" });
const cut = new Function(stack, "Cut", { runtime, code, handler: "cut.handler" });
const probed = new LambdaInvoke(stack, "ProbeFilm", { lambdaFunction: probe, outputPath: "$.Payload" });
const payload = TaskInput.fromObject({ film: JsonPath.numberAt("$.length") });
const machine = new StateMachine(stack, "Machine", {
  definitionBody: DefinitionBody.fromChainable(
    probed.next(new LambdaInvoke(stack, "CutFilm", { lambdaFunction: cut, payload })),
  ),
});
const begin = new Function(stack, "Begin", {
  runtime,
  code,
  handler: "begin.handler",
  environment: { MACHINE: machine.stateMachineArn },
});
begin.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
machine.grantStartExecution(begin);
