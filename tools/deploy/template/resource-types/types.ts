/**
 * What CloudFormation's resource types do when they change, as far as a difference needs to know: compiled at build time from
 * the database that the CDK uses itself, which no deploy has to load then.
 */
export interface ResourceTypes {
  readonly version: 1;
  readonly types: Readonly<Record<string, ResourceType>>;
}

export interface ResourceType {
  /** Whether the resource holds data that are gone when it is. */
  readonly stateful?: true;
  /** The property that names the resource, where the name identifies it: two resources cannot have one name. */
  readonly name?: string;
  /** The property that says where the name is unique; in account and region, unless given. */
  readonly within?: string;
  /** Paths of properties whose change replaces the resource; `*` stands for any item of a list or any key. */
  readonly yes?: readonly string[];
  /** The same for what an item of a list or map has in both templates: that an item comes or goes does not replace the resource. */
  readonly exactly?: readonly string[];
  /** Paths of properties whose change may replace it. */
  readonly maybe?: readonly string[];
}
