import { App, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Code, Function, Runtime } from "aws-cdk-lib/aws-lambda";
import { SnsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

class NewsStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const news = new Topic(this, "News");
    const write = new Function(this, "Write", {
      runtime: Runtime.PYTHON_3_13,
      handler: "write.handler",
      code: Code.fromAsset("functions"),
      environment: { TOPIC: news.topicArn },
    });
    const print = new Function(this, "Print", {
      runtime: Runtime.PYTHON_3_13,
      handler: "print_news.handler",
      code: Code.fromAsset("functions"),
    });
    print.addEventSource(new SnsEventSource(news));
    const api = new HttpApi(this, "Api");
    const integration = new HttpLambdaIntegration("WriteIntegration", write);
    api.addRoutes({ path: "/news", methods: [HttpMethod.POST], integration });
  }
}

new NewsStack(new App(), "News");
