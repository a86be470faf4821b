import { list } from "../../../template/list";
import { resourcesOf, type Template } from "../../../template/template";

/** A statement of an IAM policy document, as far as it is judged. */
export interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** The statements that a resource of the template makes, or a managed policy that it takes over. */
export interface Policy {
  /** Logical id of the resource. */
  readonly id: string;
  /** Whether it belongs to an identity, and says what that may do; else to a resource, and says who may do something with it. */
  readonly kind: "identity" | "resource";
  readonly statements: readonly Statement[];
  /** ARNs of managed policies, whose statements are elsewhere. */
  readonly managed: readonly unknown[];
}

interface Document {
  readonly Statement?: Statement | readonly Statement[];
}

/** Where a resource type has its policy documents. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const IDENTITY = ["AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"];
const PRINCIPALS = ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"];
const RESOURCE = [
  "AWS::SQS::QueuePolicy",
  "AWS::SNS::TopicPolicy",
  "AWS::S3::BucketPolicy",
  "AWS::SecretsManager::ResourcePolicy",
];

/** All policies of a template. */
export function policiesOf(template: Template): Policy[] {
  const of = (types: readonly string[], make: (properties: Readonly<Record<string, unknown>>) => Made) =>
    types.flatMap((type) =>
      resourcesOf(template, type).map(([id, { Properties = {} }]) => ({ id, ...make(Properties) })),
    );
  const document = (value: unknown): Statement[] => statementsOf(value as Document | undefined);
  return [
    ...of(IDENTITY, ({ PolicyDocument }) => ({
      kind: "identity",
      statements: document(PolicyDocument),
      managed: [],
    })),
    ...of(PRINCIPALS, ({ Policies, ManagedPolicyArns }) => ({
      kind: "identity",
      statements: list(Policies).flatMap((policy) =>
        document((policy as { PolicyDocument?: unknown }).PolicyDocument),
      ),
      managed: list(ManagedPolicyArns),
    })),
    ...of(RESOURCE, ({ PolicyDocument, ResourcePolicy }) => ({
      kind: "resource",
      statements: document(PolicyDocument ?? ResourcePolicy),
      managed: [],
    })),
  ];
}

type Made = Omit<Policy, "id">;

function statementsOf(document: Document | undefined): Statement[] {
  return list(document?.Statement) as Statement[];
}
