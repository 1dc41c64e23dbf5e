import * as path from 'path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { AuthorizationType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const orders = new Table(this, 'Orders', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
    });
    const parcels = new Queue(this, 'Parcels', { visibilityTimeout: Duration.seconds(10) });
    const photos = new Bucket(this, 'Photos', {
      bucketName: 'shop-photos',
      blockPublicAccess: new BlockPublicAccess({
        blockPublicAcls: false,
        blockPublicPolicy: false,
        ignorePublicAcls: false,
        restrictPublicBuckets: false,
      }),
    });

    const environment = { ORDERS_TABLE: orders.tableName, PARCELS_QUEUE: parcels.queueUrl };
    const create = this.handler('Create', 'orders.create', environment);
    const find = this.handler('Find', 'orders.find', environment);
    const label = this.handler('Label', 'parcels.label');
    const shrink = this.handler('Shrink', 'photos.shrink');
    const nightly = this.handler('Nightly', 'reports.nightly', { ORDERS_TABLE: orders.tableName });

    orders.grant(create, 'dynamodb:PutItem');
    orders.grant(find, 'dynamodb:GetItem');
    orders.grant(nightly, 'dynamodb:Scan');
    create.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [parcels.queueArn] }));
    shrink.addToRolePolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));

    const api = new RestApi(this, 'Api');
    const resource = api.root.addResource('orders');
    resource.addMethod('POST', new LambdaIntegration(create));
    resource.addResource('{id}').addMethod('GET', new LambdaIntegration(find), {
      authorizationType: AuthorizationType.IAM,
    });

    label.addEventSource(new SqsEventSource(parcels, { batchSize: 5 }));
    photos.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(shrink));
    new Rule(this, 'Night', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(nightly)],
    });
  }

  private handler(id: string, handler: string, environment?: Record<string, string>): Function {
    return new Function(this, id, {
      runtime: Runtime.PYTHON_3_13,
      code: Code.fromAsset(path.join(__dirname, '../code')),
      handler,
      timeout: Duration.seconds(20),
      memorySize: 256,
      logGroup: new LogGroup(this, `${id}Logs`, { retention: RetentionDays.ONE_MONTH }),
      environment,
    });
  }
}
