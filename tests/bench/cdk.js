// The tables of specs as an AWS CDK app writes them: TableV2 with the same indexes, alarms and managed policies.
//   node cdk.js FOLDER_WITH_NODE_MODULES SPECS OUTPUT
const fs = require("fs");
const path = require("path");
const [, , modules, specs, outdir] = process.argv;
const load = (name) => require(require.resolve(name, { paths: [modules] }));
const cdk = load("aws-cdk-lib");
const dynamodb = load("aws-cdk-lib/aws-dynamodb");
const iam = load("aws-cdk-lib/aws-iam");
const cloudwatch = load("aws-cdk-lib/aws-cloudwatch");
const actions = load("aws-cdk-lib/aws-cloudwatch-actions");
const sns = load("aws-cdk-lib/aws-sns");

const text = dynamodb.AttributeType.STRING;
const sortKey = { name: "at", type: dynamodb.AttributeType.NUMBER };
const GRANTS = ["grantReadData", "grantWriteData", "grantReadWriteData", "grantFullAccess"];
// An alarm on an expression takes ten metrics, and CDK's default list is longer.
const OPERATIONS = ["GetItem", "BatchGetItem", "Query", "Scan", "PutItem"].concat(
  ["UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"],
);

function alarms(stack, id, table, body, topic) {
  const add = (name, metric, threshold) =>
    new cloudwatch.Alarm(stack, id + name, { metric, threshold, evaluationPeriods: 5 }).addAlarmAction(topic);
  for (const index of [null, ...Object.keys(body.global_secondary_indexes)]) {
    const dimensionsMap = { TableName: table.tableName, ...(index ? { GlobalSecondaryIndexName: index } : {}) };
    for (const direction of ["Read", "Write"]) {
      const metric = (name) =>
        new cloudwatch.Metric({ namespace: "AWS/DynamoDB", metricName: name, dimensionsMap, statistic: "Sum" });
      add(`${index || ""}${direction}Throttles`, metric(`${direction}ThrottleEvents`), 0);
      if (body.capacity) add(`${index || ""}${direction}Capacity`, metric(`Consumed${direction}CapacityUnits`), 2400);
    }
  }
  add("SystemErrors", table.metricSystemErrorsForOperations({ operations: OPERATIONS }), 0);
}

function add(stack, id, body) {
  const fixed = body.capacity;
  const table = new dynamodb.TableV2(stack, id, {
    partitionKey: { name: "id", type: text },
    sortKey,
    billing: fixed
      ? dynamodb.Billing.provisioned({
          readCapacity: dynamodb.Capacity.fixed(fixed.read),
          writeCapacity: dynamodb.Capacity.autoscaled({ maxCapacity: fixed.write }),
        })
      : dynamodb.Billing.onDemand(),
    globalSecondaryIndexes: Object.entries(body.global_secondary_indexes).map(([indexName, index]) => ({
      indexName,
      partitionKey: { name: index.partition_key, type: text },
      sortKey,
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    })),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
  });
  for (const grant of GRANTS) table[grant](new iam.ManagedPolicy(stack, id + grant));
  if (body.alarms) {
    const arn = new cdk.CfnParameter(stack, "AlarmTopicArn").valueAsString;
    alarms(stack, id, table, body, new actions.SnsAction(sns.Topic.fromTopicArn(stack, "Topic", arn)));
  }
}

const app = new cdk.App({ outdir, analyticsReporting: false });
for (const file of fs.readdirSync(specs).sort()) {
  const spec = JSON.parse(fs.readFileSync(path.join(specs, file), "utf8"));
  for (const environment of Object.keys(spec.environments || { "": null })) {
    const name = path.parse(file).name + (environment && "-" + environment);
    const stack = new cdk.Stack(app, name);
    for (const [id, body] of Object.entries(spec.tables)) add(stack, id, body);
  }
}
app.synth();
