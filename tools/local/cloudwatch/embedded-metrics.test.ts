import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { embeddedMetrics } from "./embedded-metrics";

/** As Powertools writes it. */
const document = {
  _aws: {
    Timestamp: 1_795_427_250_543,
    CloudWatchMetrics: [
      {
        Namespace: "ferry/local",
        Dimensions: [["service"], ["service", "provider"]],
        Metrics: [
          { Name: "Captures", Unit: "Count" },
          { Name: "Latency", Unit: "Milliseconds" },
        ],
      },
    ],
  },
  service: "payments",
  provider: "acme",
  Captures: 1,
  Latency: [3, 5],
};

describe("the embedded metric format", () => {
  it("gives each metric once for each set of dimensions", () => {
    const common = { namespace: "ferry/local", timestamp: 1_795_427_250_543 };
    const captures = { ...common, name: "Captures", values: [1] };
    const latency = { ...common, name: "Latency", values: [3, 5] };
    const service = { service: "payments" };
    const both = { service: "payments", provider: "acme" };
    expect(embeddedMetrics(JSON.stringify(document))).toEqual([
      { ...captures, dimensions: service },
      { ...captures, dimensions: both },
      { ...latency, dimensions: service },
      { ...latency, dimensions: both },
    ]);
  });

  it("leaves out a metric without a number, and a set of dimensions without their texts", () => {
    const partly = { ...document, Latency: "slow", provider: undefined };
    expect(embeddedMetrics(JSON.stringify(partly)).map(({ name, dimensions }) => [name, dimensions])).toEqual(
      [["Captures", { service: "payments" }]],
    );
  });

  it("takes any other line for a line", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"_aws":{"CloudWatchMetrics":${json}}}`),
        ),
        (line) => {
          expect(embeddedMetrics(line)).toEqual([]);
        },
      ),
    );
  });
});
