import type { Environment } from "../environment/schema";

/** The environment `test`, with the given parameters. */
export function testEnvironment(parameters: Readonly<Record<string, string>> = {}): Environment {
  return {
    name: "test",
    account: "000000000000",
    region: "us-east-1",
    parameters: { ...parameters },
    protected: false,
    ephemeral: false,
  };
}
