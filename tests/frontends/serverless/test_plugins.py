"""What plug-ins add: state machines, GraphQL APIs, proxies, constructs, domains, alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.model.resource import Alarm, Api, StateMachine

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Service = Callable[[str], Application]


def triggers(service: Application, id: str) -> list[str]:
    (function,) = [function for function in service.functions if function.id == id]
    return [f"{t.kind} {t.exposure.name.lower()} {t.detail}" for t in function.triggers]


def test_state_machines_call_functions_by_their_names(service_of: Service) -> None:
    service = service_of("""
functions: {take-order: {handler: a.b}, pay: {handler: a.c}}
stepFunctions:
  stateMachines:
    orders:
      events: [{http: {path: orders, method: post}}]
      loggingConfig: {level: ALL}
      definition:
        StartAt: Take
        States:
          Take: {Type: Task, Resource: !GetAtt take-order.Arn, Next: Pay}
          Pay:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: {FunctionName: !GetAtt [pay, Arn]}
            End: true
""")
    assert triggers(service, "take-order") == ["step-functions anonymous OrdersStepFunctionsStateMachine state Take"]
    assert triggers(service, "pay") == ["step-functions anonymous OrdersStepFunctionsStateMachine state Pay"]
    (machine,) = service.of(StateMachine)
    assert known(machine.logging) == "ALL"
    (api,) = service.of(Api)
    assert [(route.method, route.path, route.integration) for route in api.routes] == [("POST", "/orders", "aws")]


GRAPHQL = """
functions: {users: {handler: a.b}, step: {handler: a.c}}
custom:
  appSync:
    authenticationType: AMAZON_COGNITO_USER_POOLS
    mappingTemplates:
      - {type: Query, field: users, dataSource: usersSource}
      - - {type: Mutation, field: save, kind: PIPELINE, functions: [save]}
    functionConfigurations: [{name: save, dataSource: stepSource}]
    dataSources:
      - {type: AWS_LAMBDA, name: usersSource, config: {functionName: users}}
      - {type: AWS_LAMBDA, name: stepSource, config: {lambdaFunctionArn: !GetAtt StepLambdaFunction.Arn}}
"""
GRAPHQL_2 = """
functions: {users: {handler: a.b}}
appSync:
  authentication: {type: API_KEY}
  dataSources:
    usersSource: {type: AWS_LAMBDA, config: {functionName: users}}
    own: {type: AWS_LAMBDA, config: {function: {handler: a.own}}}
  resolvers:
    Query.users: usersSource
    Mutation.save: {functions: [{dataSource: own}]}
"""


def test_graphql_of_version_1(service_of: Service) -> None:
    service = service_of(GRAPHQL)
    assert triggers(service, "users") == ["appsync authenticated Query.users"]
    assert triggers(service, "step") == ["appsync authenticated Mutation.save"]


def test_graphql_of_version_2(service_of: Service) -> None:
    service = service_of(GRAPHQL_2)
    assert triggers(service, "users") == ["appsync anonymous Query.users"]
    assert triggers(service, "ownFunction") == ["appsync anonymous Mutation.save"]


def test_proxies_make_queues_reachable(service_of: Service) -> None:
    service = service_of("""
functions: {work: {handler: a.b, events: [{sqs: !GetAtt Jobs.Arn}]}}
custom:
  apiGatewayServiceProxies:
    - sqs: {path: /jobs, method: post, queueName: !GetAtt Jobs.QueueName}
resources: {Resources: {Jobs: {Type: AWS::SQS::Queue}}}
""")
    assert triggers(service, "work") == ["sqs anonymous Jobs"]


def test_constructs(service_of: Service) -> None:
    service = service_of("""
constructs: {jobs: {type: queue, worker: {handler: a.work}}}
functions: {send: {handler: a.send, environment: {QUEUE: "${construct:jobs.queueUrl}"}}}
""")
    assert triggers(service, "jobsWorker") == ["sqs account jobsQueue"]
    (send,) = [function for function in service.functions if function.id == "send"]
    assert known(send.environment["QUEUE"]) == "${jobsQueue}"
    assert send.role is not None
    assert ("sqs:SendMessage",) in [statement.actions for statement in send.role.statements]


def test_domains_and_firewalls(service_of: Service) -> None:
    service = service_of("""
functions: {f: {handler: a.b, events: [{http: GET /}]}}
custom:
  customDomain: {domainName: shop.example, securityPolicy: tls_1_0}
  associateWaf: {name: wall}
""")
    (api,) = service.of(Api)
    assert known(api.minimum_tls) == "TLS_1_0"
    assert known(api.web_acl) is True


def test_alarms(service_of: Service) -> None:
    service = service_of("""
functions: {f: {handler: a.b}}
custom: {alerts: {topics: {alarm: {topic: news}}, alarms: [functionErrors]}}
""")
    assert [known(alarm.metric) for alarm in service.of(Alarm)] == ["Errors"]
