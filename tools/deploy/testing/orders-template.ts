/** The template of the service `orders` as it was once synthesized: an API, a function behind it, and a table. */
export const ORDERS_TEMPLATE = {
  Description: "The service orders",
  Parameters: {
    DeletionProtection: {
      AllowedValues: ["true", "false"],
      Default: "false",
      Description:
        "Whether the table refuses to be deleted, with its stack too, and can be restored to any second of 35 days",
      Type: "String",
    },
    Environment: {
      AllowedPattern: "[a-z][a-z0-9-]*",
      Description: "Name of the environment, the first part of physical names",
      Type: "String",
    },
  },
  Outputs: {
    Url: {
      Value: {
        "Fn::Join": [
          "",
          [
            {
              "Fn::GetAtt": ["ApiF70053CD", "ApiEndpoint"],
            },
            "/orders",
          ],
        ],
      },
    },
  },
  Resources: {
    ApiANYordersE5655475: {
      Properties: {
        ApiId: {
          Ref: "ApiF70053CD",
        },
        AuthorizationType: "NONE",
        RouteKey: "ANY /orders",
        Target: {
          "Fn::Join": [
            "",
            [
              "integrations/",
              {
                Ref: "ApiANYordersLive7E94EA0A",
              },
            ],
          ],
        },
      },
      Type: "AWS::ApiGatewayV2::Route",
    },
    ApiANYordersLive7E94EA0A: {
      Properties: {
        ApiId: {
          Ref: "ApiF70053CD",
        },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: {
          Ref: "OrdersLiveB822C13A",
        },
        PayloadFormatVersion: "2.0",
      },
      Type: "AWS::ApiGatewayV2::Integration",
    },
    ApiANYordersLivePermission19C0FBD0: {
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: {
          Ref: "OrdersLiveB822C13A",
        },
        Principal: "apigateway.amazonaws.com",
        SourceArn: {
          "Fn::Join": [
            "",
            [
              "arn:",
              {
                Ref: "AWS::Partition",
              },
              ":execute-api:",
              {
                Ref: "AWS::Region",
              },
              ":",
              {
                Ref: "AWS::AccountId",
              },
              ":",
              {
                Ref: "ApiF70053CD",
              },
              "/*/*/orders",
            ],
          ],
        },
      },
      Type: "AWS::Lambda::Permission",
    },
    ApiANYordersproxy65B851C0: {
      Properties: {
        ApiId: {
          Ref: "ApiF70053CD",
        },
        AuthorizationType: "NONE",
        RouteKey: "ANY /orders/{proxy+}",
        Target: {
          "Fn::Join": [
            "",
            [
              "integrations/",
              {
                Ref: "ApiANYordersLive7E94EA0A",
              },
            ],
          ],
        },
      },
      Type: "AWS::ApiGatewayV2::Route",
    },
    ApiANYordersproxyLivePermission2CFA6A05: {
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: {
          Ref: "OrdersLiveB822C13A",
        },
        Principal: "apigateway.amazonaws.com",
        SourceArn: {
          "Fn::Join": [
            "",
            [
              "arn:",
              {
                Ref: "AWS::Partition",
              },
              ":execute-api:",
              {
                Ref: "AWS::Region",
              },
              ":",
              {
                Ref: "AWS::AccountId",
              },
              ":",
              {
                Ref: "ApiF70053CD",
              },
              "/*/*/orders/{proxy+}",
            ],
          ],
        },
      },
      Type: "AWS::Lambda::Permission",
    },
    ApiDefaultStage189A7074: {
      Properties: {
        ApiId: {
          Ref: "ApiF70053CD",
        },
        AutoDeploy: true,
        StageName: "$default",
      },
      Type: "AWS::ApiGatewayV2::Stage",
    },
    ApiF70053CD: {
      Properties: {
        Name: {
          "Fn::Sub": `\${Environment}-orders`,
        },
        ProtocolType: "HTTP",
      },
      Type: "AWS::ApiGatewayV2::Api",
    },
    OrdersFunction520DBA95: {
      DependsOn: ["OrdersLogs63C9E25A", "OrdersRoleDefaultPolicyDF5DE915", "OrdersRoleF1878990"],
      Properties: {
        Architectures: ["arm64"],
        Code: {
          ZipFile:
            'exports.handler = async () => {\n  throw new Error("no code has been deployed yet; run the service\'s :deploy target");\n};\n',
        },
        Environment: {
          Variables: {
            TABLE_NAME: {
              Ref: "TableCD117FA1",
            },
          },
        },
        FunctionName: {
          "Fn::Sub": `\${Environment}-orders`,
        },
        Handler: "index.handler",
        MemorySize: 512,
        Role: {
          "Fn::GetAtt": ["OrdersRoleF1878990", "Arn"],
        },
        Runtime: "nodejs24.x",
        Timeout: 10,
      },
      Type: "AWS::Lambda::Function",
    },
    OrdersLiveB822C13A: {
      Properties: {
        FunctionName: {
          Ref: "OrdersFunction520DBA95",
        },
        FunctionVersion: {
          "Fn::GetAtt": ["OrdersVersion90F58668", "Version"],
        },
        Name: "live",
      },
      Type: "AWS::Lambda::Alias",
    },
    OrdersLogs63C9E25A: {
      DeletionPolicy: "Delete",
      Properties: {
        LogGroupName: {
          "Fn::Sub": `/aws/lambda/\${Environment}-orders`,
        },
        RetentionInDays: 30,
      },
      Type: "AWS::Logs::LogGroup",
      UpdateReplacePolicy: "Delete",
    },
    OrdersRoleDefaultPolicyDF5DE915: {
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
              Effect: "Allow",
              Resource: {
                "Fn::GetAtt": ["OrdersLogs63C9E25A", "Arn"],
              },
            },
            {
              Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
              Effect: "Allow",
              Resource: [
                {
                  "Fn::GetAtt": ["TableCD117FA1", "Arn"],
                },
                {
                  "Fn::Join": [
                    "",
                    [
                      {
                        "Fn::GetAtt": ["TableCD117FA1", "Arn"],
                      },
                      "/index/*",
                    ],
                  ],
                },
              ],
            },
          ],
          Version: "2012-10-17",
        },
        PolicyName: "OrdersRoleDefaultPolicyDF5DE915",
        Roles: [
          {
            Ref: "OrdersRoleF1878990",
          },
        ],
      },
      Type: "AWS::IAM::Policy",
    },
    OrdersRoleF1878990: {
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Action: "sts:AssumeRole",
              Effect: "Allow",
              Principal: {
                Service: "lambda.amazonaws.com",
              },
            },
          ],
          Version: "2012-10-17",
        },
      },
      Type: "AWS::IAM::Role",
    },
    OrdersVersion90F58668: {
      Metadata: {
        "aws:cdk:do-not-refactor": true,
      },
      Properties: {
        FunctionName: {
          Ref: "OrdersFunction520DBA95",
        },
      },
      Type: "AWS::Lambda::Version",
    },
    TableCD117FA1: {
      DeletionPolicy: "Delete",
      Properties: {
        AttributeDefinitions: [
          {
            AttributeName: "pk",
            AttributeType: "S",
          },
          {
            AttributeName: "sk",
            AttributeType: "S",
          },
          {
            AttributeName: "kind",
            AttributeType: "S",
          },
          {
            AttributeName: "placed",
            AttributeType: "S",
          },
          {
            AttributeName: "owner",
            AttributeType: "S",
          },
        ],
        BillingMode: "PAY_PER_REQUEST",
        DeletionProtectionEnabled: {
          Ref: "DeletionProtection",
        },
        GlobalSecondaryIndexes: [
          {
            IndexName: "newest",
            KeySchema: [
              {
                AttributeName: "kind",
                KeyType: "HASH",
              },
              {
                AttributeName: "placed",
                KeyType: "RANGE",
              },
            ],
            Projection: {
              ProjectionType: "ALL",
            },
          },
          {
            IndexName: "byOwner",
            KeySchema: [
              {
                AttributeName: "owner",
                KeyType: "HASH",
              },
              {
                AttributeName: "placed",
                KeyType: "RANGE",
              },
            ],
            Projection: {
              ProjectionType: "ALL",
            },
          },
        ],
        KeySchema: [
          {
            AttributeName: "pk",
            KeyType: "HASH",
          },
          {
            AttributeName: "sk",
            KeyType: "RANGE",
          },
        ],
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: {
            Ref: "DeletionProtection",
          },
        },
      },
      Type: "AWS::DynamoDB::Table",
      UpdateReplacePolicy: "Delete",
    },
  },
} as const;
