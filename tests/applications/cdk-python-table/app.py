from aws_cdk import App, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_lambda_event_sources import DynamoEventSource
from constructs import Construct


class TasksStack(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        tasks = dynamodb.Table(self, "Tasks", partition_key=key, stream=dynamodb.StreamViewType.NEW_IMAGE)
        add = self._function("add", {"TABLE": tasks.table_name})
        add.add_function_url(auth_type=lambda_.FunctionUrlAuthType.NONE)
        tasks.grant_write_data(add)
        remind = self._function("remind", {})
        source = DynamoEventSource(tasks, starting_position=lambda_.StartingPosition.LATEST)
        remind.add_event_source(source)

    def _function(self, name: str, environment: dict[str, str]) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler=f"{name}.handler",
            code=lambda_.Code.from_asset("functions"),
            environment=environment,
        )


app = App()
TasksStack(app, "Tasks")
app.synth()
