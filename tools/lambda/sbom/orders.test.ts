import { readFileSync } from "node:fs";
import { Version } from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import { expect, test } from "@jest/globals";

const BOM = "services/orders/bundle.cdx.json";

test("the bill of materials of a real service is what CycloneDX's schema demands", async () => {
  expect(await new JsonStrictValidator(Version.v1dot6).validate(readFileSync(BOM, "utf8"))).toBeNull();
});

test("each of its components has a hash, a licence, and something that depends on it", () => {
  const { components, dependencies } = JSON.parse(readFileSync(BOM, "utf8"));
  const names = components.map(({ purl }: { purl: string }) => purl);
  expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/^pkg:npm\/hono@\d/)]));
  for (const { purl, hashes, licenses } of components) {
    expect({ purl, hashes, licenses }).toEqual({
      purl,
      hashes: [{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      licenses: [expect.anything()],
    });
  }
  const reached = new Set<string>();
  const open = ["//services/orders:bundle"];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    open.push(...(dependencies.find((one: { ref: string }) => one.ref === ref)?.dependsOn ?? []));
  }
  expect([...reached].sort()).toEqual(["//services/orders:bundle", ...names].sort());
});
