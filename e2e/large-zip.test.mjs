// A zip that is too large for a request to Lambda: the packer takes it, and the deployer uploads it through S3.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { successOf } from "./support/report.mjs";

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());
checkout.add("large", "services/large");

/** Lambda's limit for a zip in a request: 50 MB. */
const DIRECT_BYTES = 52_428_800;

test("a zip over 50 MB is deployed through S3, once, and runs", async () => {
  // 6 bits of noise in every byte: 76 MB of it cannot be compressed below 57 MB.
  const noise = randomBytes(57_000_000).toString("base64");
  checkout.write("services/large/noise.ts", `export const noise = "${noise}";\n`);

  const report = successOf(await checkout.bazelw(["run", "//services/large:deploy", "--", "--json"]));

  const [deployed] = report.services[0].functions;
  assert.ok(deployed.size > DIRECT_BYTES, `the zip has ${deployed.size} bytes`);
  assert.equal(deployed.uploadedBytes, deployed.size);

  const answer = await account.lambda("functions/local-large/invocations?Qualifier=live", {
    method: "POST",
    input: { at: 50_000_000 },
  });
  assert.equal(answer, noise.slice(50_000_000, 50_000_008));

  const again = successOf(await checkout.bazelw(["run", "//services/large:deploy", "--", "--json"]));
  assert.equal(again.uploadedBytes, 0);
});
