import type { ResourceProvider, Tags } from "../../resources/provider";
import { resourceDependencies } from "../template/dependencies";
import type { Dependencies } from "../template/graph";
import { evaluate, evaluateProperties, type Scope, Unknown, type Value } from "../template/intrinsics";
import { isObject } from "../template/json";
import { activeResources, type StackIdentity, templateScope } from "../template/scope";
import { parseTemplate, type ResourceDefinition, type Template } from "../template/template";
import { validationError } from "../template/template-error";
import type { Deployment, OutputRecord } from "./records";

/** Where a blueprint finds the values that its template does not hold. */
export interface ValueSource {
  /** Physical id of a resource (attribute `undefined`) or one of its attributes. */
  resource(logicalId: string, attribute: string | undefined): Value;
  /** Value of an export of the account, or `undefined`. */
  exported(name: string): string | undefined;
}

/** A deployment's template with everything evaluated that can be: what the stack is to become. */
export class Blueprint {
  readonly template: Template;
  /** Logical ids of the resources that no condition leaves out. */
  readonly active: ReadonlySet<string>;
  readonly dependencies: Dependencies;
  readonly #scope: Scope;
  readonly #imports = new Set<string>();

  constructor(
    readonly deployment: Deployment,
    readonly identity: StackIdentity,
    source: ValueSource,
  ) {
    this.template = parseTemplate(deployment.template);
    this.#scope = templateScope({
      template: this.template,
      identity,
      parameters: new Map(Object.entries(deployment.parameters)),
      resource: (logicalId, attribute) => {
        if (this.active.has(logicalId)) return source.resource(logicalId, attribute);
        throw validationError(
          `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
        );
      },
      importValue: (name) => {
        this.#imports.add(name);
        const value = source.exported(name);
        if (value !== undefined) return value;
        throw validationError(`No export named ${name} found`);
      },
    });
    this.active = activeResources(this.template, this.#scope);
    this.dependencies = resourceDependencies(this.template, this.active);
  }

  definition(logicalId: string): ResourceDefinition {
    const definition = this.template.resources.get(logicalId);
    if (definition === undefined) throw new Error(`the template has no resource ${logicalId}`);
    return definition;
  }

  properties(logicalId: string): Readonly<Record<string, Value>> {
    return evaluateProperties(this.definition(logicalId).properties, this.#scope);
  }

  /** All tags that a resource is to have: the stack's, over them its own, and those that CloudFormation itself gives. */
  tags(logicalId: string, provider: ResourceProvider, properties: Readonly<Record<string, Value>>): Tags {
    if (provider.tags === undefined) return {};
    return {
      ...this.deployment.tags,
      ...ownTags(properties.Tags),
      "aws:cloudformation:stack-id": this.identity.stackId,
      "aws:cloudformation:stack-name": this.identity.stackName,
      "aws:cloudformation:logical-id": logicalId,
    };
  }

  /** Outputs that no condition leaves out; those whose value is not known yet are left out too. */
  outputs(): OutputRecord[] {
    return [...this.template.outputs].flatMap(([key, output]): OutputRecord[] => {
      if (output.condition !== undefined && !this.#scope.condition(output.condition)) return [];
      const value = evaluate(output.value, this.#scope);
      const exportName =
        output.exportName === undefined ? undefined : evaluate(output.exportName, this.#scope);
      if (value instanceof Unknown || exportName instanceof Unknown) return [];
      return [
        {
          key,
          value: outputText(key, value),
          ...(output.description === undefined ? {} : { description: output.description }),
          ...(exportName === undefined ? {} : { exportName: outputText(key, exportName) }),
        },
      ];
    });
  }

  /** Names of the exports that have been asked for so far. */
  get imports(): string[] {
    return [...this.#imports].sort();
  }
}

/** Tags of a `Tags` property: a list of `Key` and `Value`, or an object. */
function ownTags(tags: Value | undefined): Tags {
  const entries = Array.isArray(tags)
    ? tags.map((tag: Value) => (isObject(tag) ? [tag.Key, tag.Value] : []))
    : isObject(tags)
      ? Object.entries(tags)
      : [];
  return Object.fromEntries(entries.map(([key, value]) => [String(key), String(value)]));
}

function outputText(key: string, value: Value): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw validationError(
    `Template format error: Output ${key} is malformed. The Value field of every Outputs member must evaluate to a String`,
  );
}
