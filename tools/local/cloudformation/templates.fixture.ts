/** Parts of templates for tests. */
export const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
};

export function role(properties: object = {}, members: object = {}): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: TRUST, ...properties },
    ...members,
  };
}

export function lambdaFunction(properties: object = {}): object {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      Code: { ZipFile: "exports.handler = async () => 1;" },
      Handler: "index.handler",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Runtime: "nodejs24.x",
      ...properties,
    },
  };
}

export function logGroup(properties: object = {}, members: object = {}): object {
  return { Type: "AWS::Logs::LogGroup", Properties: properties, ...members };
}
