import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";

/** What one statement of a role's policy allows. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** @default none */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Adds a statement to the role's policy. */
export function allow(role: IRole, { actions, resources, conditions }: Permission): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions && { conditions: { ...conditions } }),
    }),
  );
}
