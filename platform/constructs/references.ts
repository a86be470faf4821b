import { CfnCondition, CfnParameter, Fn, type Stack } from "aws-cdk-lib";
import { addFerryMetadata } from "./metadata";
import { pascalCase, requireName } from "./names";
import { parameter } from "./parameters";

/** What a stack uses of another service. */
interface Used {
  readonly imports: string[];
  readonly events: string[];
}

/**
 * The other services that a stack names by `import`, `on` or `from`. Where each is, and what it exports, are parameters, so that a
 * stack of an overlay can use a service of the base. `Metadata.Ferry.References` lets the deployer know what they stand for.
 */
export class References {
  readonly #used = new Map<string, Used>();
  /** By parameter: what it stands for. Different names may make one: `orders`' `api-url` and `orders-api`'s `url`. */
  readonly #meanings = new Map<string, string>();

  constructor(
    private readonly stack: Stack,
    private readonly service: string,
  ) {}

  /** The value of another service's export. */
  import(service: string, name: string): string {
    requireName("export", name);
    if (service === this.service)
      throw new Error(`${service} imports its own export "${name}"; use the value that it exports`);
    const { imports } = this.#use(service);
    const id = `Import${pascalCase(service)}${pascalCase(name)}`;
    const declared = this.#declare(id, `the export ${name} of ${service}`, () => {
      imports.push(name);
      imports.sort();
      return new CfnParameter(this.stack, id, {
        description: `What ${service} exports as ${name}; the deployer gives it`,
      });
    });
    return declared.valueAsString;
  }

  /**
   * The source of a service's events on the bus that all environments of the account share. Those of another environment are
   * heard only if asked: else an order would be paid in the base and in each of its overlays.
   */
  eventSource(service: string, types: readonly string[]): string {
    const own = Fn.sub(`\${Environment}.${service}`);
    if (service === this.service) return own;
    const { events } = this.#use(service);
    events.push(...types.filter((type) => !events.includes(type)));
    events.sort();
    const elsewhere = Fn.sub(`\${${environmentId(service)}}.${service}`);
    return Fn.conditionIf(this.#hears(service).logicalId, elsewhere, own).toString();
  }

  #use(service: string): Used {
    requireName("service", service);
    const known = this.#used.get(service);
    if (known) return known;
    const id = environmentId(service);
    this.#declare(
      id,
      `the environment of ${service}`,
      () =>
        new CfnParameter(this.stack, id, {
          description: `The environment in which ${service} is; this one if empty`,
          allowedPattern: "([a-z][a-z0-9-]*)?",
          default: "",
        }),
    );
    const used: Used = { imports: [], events: [] };
    this.#used.set(service, used);
    addFerryMetadata(this.stack, { References: Object.fromEntries(this.#used) });
    return used;
  }

  /** Whether events of the service are heard where it is, although that is another environment. */
  #hears(service: string): CfnCondition {
    const id = `Hears${pascalCase(service)}`;
    const declared = this.stack.node.tryFindChild(id);
    if (declared instanceof CfnCondition) return declared;
    const elsewhere = Fn.conditionNot(Fn.conditionEquals(Fn.ref(environmentId(service)), ""));
    const asked = Fn.conditionEquals(parameter(this.stack, "Listen"), "true");
    return new CfnCondition(this.stack, id, { expression: Fn.conditionAnd(elsewhere, asked) });
  }

  #declare(id: string, meaning: string, make: () => CfnParameter): CfnParameter {
    const other = this.#meanings.get(id);
    if (other !== undefined && other !== meaning)
      throw new Error(`${other} and ${meaning} both need the parameter ${id}; rename one of them`);
    this.#meanings.set(id, meaning);
    const declared = this.stack.node.tryFindChild(id);
    return declared instanceof CfnParameter ? declared : make();
  }
}

const environmentId = (service: string): string => `${pascalCase(service)}Environment`;
