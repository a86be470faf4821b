// How `./bazelw run //:deploy` scales with the services of a real workspace, including Bazel's own work: no change, and one changed line,
// next to `bazel run` of a program that does nothing.
//
//   node bench/workspace.mjs [--services 10,100]
//
// It works on a copy of this checkout with that many more services, each with its own function and stack, with an output base and a local
// account of its own. The first build of a hundred services takes some minutes per processor.
import { parseArgs } from "node:util";
import { Account } from "../e2e/support/account.mjs";
import { Checkout } from "../e2e/support/checkout.mjs";
import { assertUnchanged, successOf } from "../e2e/support/report.mjs";
import { machine } from "./support/machine.mjs";

const ROUNDS = 5;

const { values } = parseArgs({ options: { services: { type: "string", default: "10,100" } } });

console.log(machine());
console.log("services  first build and deploy  empty program  no change  ratio  one changed line");
for (const services of values.services.split(",").map(Number)) await measure(services);

async function measure(services) {
  const account = new Account();
  const checkout = await Checkout.create({ env: account.env });
  const time = async (args) => {
    const start = performance.now();
    const ended = await checkout.bazelw(args);
    const seconds = (performance.now() - start) / 1000;
    if (ended.code !== 0) throw new Error(ended.text());
    return { seconds, ended };
  };
  const deploy = () => time(["run", "//:deploy", "--", "--json"]);
  try {
    for (let index = 0; index < services; index++) addService(checkout, `service-${index}`);
    console.error(`${services} services: the first build …`);
    const first = await deploy();
    await time(["run", "//bench/empty"]);
    const [empties, noops, changes] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      empties.push((await time(["run", "//bench/empty"])).seconds);
      const noop = await deploy();
      assertUnchanged(successOf(noop.ended));
      noops.push(noop.seconds);
      checkout.edit("services/service-0/main.ts", '"service-0', '"service-0+');
      const { seconds, ended } = await deploy();
      const changed = successOf(ended)
        .services.flatMap(({ functions }) => functions)
        .filter(({ action }) => action !== "none");
      if (changed.length !== 1) throw new Error(`${changed.length} functions were deployed instead of 1`);
      changes.push(seconds);
    }
    const [empty, noop, change] = [empties, noops, changes].map(median);
    console.log(
      [
        String(services).padStart(8),
        `${first.seconds.toFixed(0)} s`.padStart(22),
        `${empty.toFixed(2)} s`.padStart(13),
        `${noop.toFixed(2)} s`.padStart(9),
        (noop / empty).toFixed(2).padStart(5),
        `${change.toFixed(2)} s`.padStart(16),
      ].join("  "),
    );
  } finally {
    await account.dispose();
    await checkout.dispose();
  }
}

/** The service of e2e/fixtures/echo under another name. */
function addService(checkout, name) {
  const folder = `services/${name}`;
  checkout.add("echo", folder);
  for (const file of ["BUILD.bazel", "main.ts", "stack.ts"]) {
    const path = `${folder}/${file}`;
    checkout.write(path, checkout.read(path).replaceAll('"echo"', `"${name}"`));
  }
}

function median(seconds) {
  return seconds.toSorted((a, b) => a - b)[seconds.length >> 1];
}
