import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ActiveProfile } from "./active-profile";
import { PRESETS } from "./presets";
import { FaultProfile } from "./profile";

function active(profile: object): ActiveProfile {
  return new ActiveProfile(FaultProfile.parse({ version: 1, ...profile }));
}

/** What falls on each of a sequence of operations. */
function faultsOf(account: ActiveProfile, operations: readonly string[]): string[] {
  return operations.map((text) => {
    const [service = "", operation = ""] = text.split(":");
    const { delay, refusal } = account.decide({ service, operation });
    return `${refusal === undefined ? "-" : `${refusal.label} ${refusal.effect}`}${delay > 0 ? ` +${delay}` : ""}`;
  });
}

const operations = fc.array(
  fc.constantFrom(
    "lambda:UpdateAlias",
    "lambda:GetFunction",
    "s3:PutObject",
    "cloudformation:DescribeStacks",
  ),
  { maxLength: 60 },
);

describe("decisions", () => {
  const faults = [
    { kind: "delay", operations: ["*"], probability: 0.5, milliseconds: [5, 50] },
    { kind: "throttle", operations: ["lambda:*"], probability: 0.3 },
    { kind: "error", status: 503, operations: ["s3:*"], probability: 0.3 },
    { kind: "reset", effect: "after", operations: ["*"], probability: 0.3 },
  ];

  test("are the same for the same seed and requests", () => {
    fc.assert(
      fc.property(fc.nat(), operations, (seed, sequence) => {
        expect(faultsOf(active({ seed, faults }), sequence)).toEqual(
          faultsOf(active({ seed, faults }), sequence),
        );
      }),
    );
  });

  test("are others for another seed", () => {
    const sequence = Array(40).fill("lambda:UpdateAlias");
    const seen = new Set([1, 2, 3, 4].map((seed) => faultsOf(active({ seed, faults }), sequence).join()));
    expect(seen.size).toBe(4);
  });

  test("of a rule do not depend on requests that it is not about", () => {
    fc.assert(
      fc.property(fc.nat(), operations, (seed, sequence) => {
        const rule = { seed, faults: [{ kind: "reset", operations: ["s3:*"], probability: 0.5 }] };
        const mixed = faultsOf(active(rule), sequence).filter(
          (_, index) => sequence[index] === "s3:PutObject",
        );
        const alone = faultsOf(
          active(rule),
          sequence.filter((text) => text === "s3:PutObject"),
        );
        expect(mixed).toEqual(alone);
      }),
    );
  });

  test("come as often as the probability says", () => {
    const hit = faultsOf(
      active({ faults: [{ kind: "throttle", operations: ["*"], probability: 0.2 }] }),
      Array(5000).fill("s3:GetObject"),
    );
    const share = hit.filter((fault) => fault !== "-").length / hit.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
  });

  test("skip and limit name single requests", () => {
    const account = active({
      faults: [{ kind: "reset", effect: "after", operations: ["lambda:UpdateAlias"], skip: 1, limit: 1 }],
    });
    const sequence = ["lambda:UpdateAlias", "lambda:GetFunction", "lambda:UpdateAlias", "lambda:UpdateAlias"];
    expect(faultsOf(account, sequence)).toEqual(["-", "-", "reset after", "-"]);
  });

  test("the first rule that applies decides, and the request does not count for later ones", () => {
    const account = active({
      faults: [
        { kind: "throttle", operations: ["lambda:*"], limit: 1 },
        { kind: "error", status: 500, operations: ["lambda:*"], limit: 1 },
      ],
    });
    expect(faultsOf(account, ["lambda:Invoke", "lambda:Invoke", "lambda:Invoke"])).toEqual([
      "throttle before",
      "error 500 before",
      "-",
    ]);
  });
});

describe("request rates", () => {
  test("count a request against the first quota that names it", () => {
    const account = active({
      rates: [
        { name: "reads", operations: ["lambda:Get*"], perSecond: 1e-9, burst: 2 },
        { name: "all", operations: ["lambda:*"], perSecond: 1e-9, burst: 1 },
      ],
    });
    const sequence = [
      "lambda:GetAlias",
      "lambda:GetFunction",
      "lambda:GetAlias",
      "lambda:UpdateAlias",
      "lambda:UpdateAlias",
      "s3:PutObject",
    ];
    expect(faultsOf(account, sequence)).toEqual([
      "-",
      "-",
      "rate exceeded before",
      "-",
      "rate exceeded before",
      "-",
    ]);
  });

  test("of AWS: 15 of the control plane at once, whatever they are, beside 100 of GetFunction", () => {
    const account = new ActiveProfile(PRESETS["aws-rates"] as FaultProfile);
    const control = faultsOf(
      account,
      Array.from({ length: 30 }, (_, index) =>
        index % 2 === 0 ? "lambda:UpdateAlias" : "lambda:ListFunctions",
      ),
    );
    expect(control.slice(0, 15)).toEqual(Array(15).fill("-"));
    expect(control).toContain("rate exceeded before");
    expect(faultsOf(account, Array(100).fill("lambda:GetFunction"))).toEqual(Array(100).fill("-"));
    expect(faultsOf(account, Array(1000).fill("lambda:Invoke"))).toEqual(Array(1000).fill("-"));
  });
});
