/**
 * How CloudFormation's resource types react to changes: compiled at build time from the CDK's own database, which is too large to
 * load in a deploy.
 */
export interface ResourceTypes {
  readonly version: 1;
  readonly types: Readonly<Record<string, ResourceType>>;
}

export interface ResourceType {
  /** Whether the resource holds data that are lost with it. */
  readonly stateful?: true;
  /** The property with the resource's name, if names must be unique. */
  readonly name?: string;
  /** The property with the scope in which the name is unique; account and region unless given. */
  readonly within?: string;
  /** Paths of properties whose change replaces the resource; `*` stands for any item of a list or any key. */
  readonly yes?: readonly string[];
  /** The same for items of a list or map that both templates have: adding or removing an item does not replace the resource. */
  readonly exactly?: readonly string[];
  /** Paths of properties whose change may replace it. */
  readonly maybe?: readonly string[];
}
