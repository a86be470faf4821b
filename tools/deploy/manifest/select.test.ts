import { describe, expect, test } from "@jest/globals";
import { selectServices } from "./select";

const services = [
  { service: "orders", target: "//services/orders:orders" },
  { service: "orders-archive", target: "//services/orders/archive:archive" },
  { service: "billing", target: "//services/billing:billing" },
  { service: "billing-jobs", target: "//services/billing:jobs" },
  { service: "intranet", target: "//services2/intranet:intranet" },
];

const chosen = (...patterns: string[]): string[] =>
  selectServices(services, patterns).map(({ service }) => service);

describe("--only", () => {
  test.each([
    [[], ["orders", "orders-archive", "billing", "billing-jobs", "intranet"]],
    [["//..."], ["orders", "orders-archive", "billing", "billing-jobs", "intranet"]],
    [["//services/..."], ["orders", "orders-archive", "billing", "billing-jobs"]],
    [["//services/orders/..."], ["orders", "orders-archive"]],
    [["//services/orders"], ["orders"]],
    [["//services/orders:orders"], ["orders"]],
    [["//services/billing"], ["billing"]],
    [["//services/billing:jobs"], ["billing-jobs"]],
    [["//services/billing:all"], ["billing", "billing-jobs"]],
    [["orders"], ["orders"]],
    [["orders*"], ["orders", "orders-archive"]],
    [["*i*"], ["orders-archive", "billing", "billing-jobs", "intranet"]],
    [
      ["intranet", "//services/orders", "orders"],
      ["orders", "intranet"],
    ],
  ])("%j", (patterns, expected) => {
    expect(chosen(...patterns)).toEqual(expected);
  });

  test.each(["order", "//services", "//services/order/...", "//services/orders:deploy", "o.ders", ""])(
    "%j means none, although another one does",
    (pattern) => {
      expect(() => chosen("orders", pattern)).toThrow(`--only ${pattern} matches no service`);
    },
  );

  test("names what there is", () => {
    expect(() => chosen("order")).toThrowErrorMatchingInlineSnapshot(
      `"--only order matches no service: there are orders (//services/orders:orders), orders-archive (//services/orders/archive:archive), billing (//services/billing:billing), billing-jobs (//services/billing:jobs), intranet (//services2/intranet:intranet)"`,
    );
  });

  test("counts what would be too much to read", () => {
    const many = Array.from({ length: 250 }, (_, index) => ({
      service: `s${index}`,
      target: `//services/s${index}:s${index}`,
    }));
    expect(() => selectServices(many, ["x"])).toThrow(/s19 \(\/\/services\/s19:s19\) and 230 more$/);
  });
});
