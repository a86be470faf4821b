import type { ZodType } from "zod";

/** Tags of a resource, by key. */
export type Tags = Readonly<Record<string, string>>;

/** Values that `Fn::GetAtt` gives. */
export type Attributes = Readonly<Record<string, string>>;

interface ResourceRequest<Properties> {
  readonly accountId: string;
  readonly region: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly properties: Properties;
}

export interface CreateRequest<Properties> extends ResourceRequest<Properties> {
  /** The name that the resource is to have: its own, else one made from the stack's name; empty for a type without `naming`. */
  readonly name: string;
  /** True when an earlier `create` was interrupted (the process was killed): what it has left must be taken over or deleted. */
  readonly resumed: boolean;
  readonly tags: Tags;
}

export interface UpdateRequest<Properties> extends ResourceRequest<Properties> {
  readonly physicalId: string;
  readonly tags: Tags;
  /** What the resource was made from, or last tried to become. */
  readonly previous: Properties;
  readonly previousTags: Tags;
}

export interface DeleteRequest<Properties> extends ResourceRequest<Properties> {
  readonly physicalId: string;
}

export interface CreatedResource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  readonly attributes: Attributes;
}

/**
 * One resource type of CloudFormation. Property names, their types and what a change of them requires are those of
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export interface ResourceProvider<Properties = unknown> {
  readonly type: string;
  /** Strict: a property that the local account does not support is refused by name. */
  readonly schema: ZodType<Properties>;
  /** Names for `Fn::GetAtt`. */
  readonly attributes: readonly string[];
  /** Properties whose change requires replacement of the resource. */
  readonly replacedBy: readonly string[];
  /** For types whose resources have names: the property that gives it, if there is one, and how long it may be. */
  readonly naming?: { readonly property?: string; readonly maxLength: number };
  /** How the type's `Tags` property is written, for types that take tags. */
  readonly tags?: "list" | "map";
  /** True for a type that grants permissions, so that a template with it needs `CAPABILITY_IAM`. */
  readonly iam?: boolean;
  /** Makes the resource and waits until it can be used. If it fails, nothing of it is left. */
  create(request: CreateRequest<Properties>): Promise<CreatedResource>;
  /** Changes what can be changed in place; again with the same properties, it changes nothing. */
  update(request: UpdateRequest<Properties>): Promise<Attributes>;
  /** A resource that is not there (any more) counts as deleted. */
  delete(request: DeleteRequest<Properties>): Promise<void>;
}
