import { join } from "node:path";
import { AwsError } from "../../protocol/error";
import { Collection } from "../../state/store";

/** A role as the account keeps it: it grants nothing, since nothing here checks permissions. */
export interface RoleRecord {
  readonly roleName: string;
  readonly roleId: string;
  readonly arn: string;
  /** Id of the stack and logical id that the role belongs to. */
  readonly owner: string;
  readonly properties: unknown;
  readonly tags: Readonly<Record<string, string>>;
  /** Policies that stacks have put on the role, by name. */
  readonly policies: Readonly<Record<string, unknown>>;
}

/** The account's IAM roles, on disk. */
export class IamRecords {
  readonly #roles: Collection<RoleRecord>;

  constructor(stateFolder: string) {
    this.#roles = new Collection(join(stateFolder, "iam", "roles"));
  }

  get count(): number {
    return this.#roles.values().length;
  }

  find(roleName: string): RoleRecord | undefined {
    return this.#roles.get(roleName);
  }

  create(role: RoleRecord): void {
    if (this.#roles.get(role.roleName) !== undefined) {
      throw new AwsError("EntityAlreadyExists", 409, `Role with name ${role.roleName} already exists.`);
    }
    this.#roles.put(role.roleName, role);
  }

  update(roleName: string, changes: Partial<RoleRecord>): void {
    this.#roles.put(roleName, { ...this.#require(roleName), ...changes });
  }

  delete(roleName: string): void {
    this.#roles.delete(roleName);
  }

  putPolicy(roleName: string, policyName: string, document: unknown): void {
    this.update(roleName, { policies: { ...this.#require(roleName).policies, [policyName]: document } });
  }

  /** A policy or role that does not exist counts as deleted. */
  deletePolicy(roleName: string, policyName: string): void {
    const role = this.#roles.get(roleName);
    if (role === undefined) return;
    const { [policyName]: _, ...policies } = role.policies;
    this.update(roleName, { policies });
  }

  #require(roleName: string): RoleRecord {
    const role = this.#roles.get(roleName);
    if (role !== undefined) return role;
    throw new AwsError("NoSuchEntity", 404, `The role with name ${roleName} cannot be found.`);
  }
}
