import { expect, test } from "@jest/globals";
import { render } from "./report";

const SECTIONS = [
  {
    title: "parts",
    rows: [
      ["small", 7, "x"],
      ["larger one", 12_345, "y"],
    ],
  },
  { title: "nothing to say", rows: [] },
];

test("says what there is where all is well", () => {
  expect(render("//a:b", { sections: SECTIONS, notices: ["it is late"], faults: [] })).toBe(`parts
  small             7   x
  larger one   12,345   y

note: it is late
//a:b: passed
`);
});

test("says where, what and what next of each fault", () => {
  const faults = [
    { where: "Queue", what: "it is full", next: "empty it" },
    { where: "Table", what: "it is missing", next: "add it" },
  ];
  expect(render("//a:b", { sections: [], notices: [], faults })).toBe(`error: Queue: it is full; empty it
error: Table: it is missing; add it
//a:b: failed with 2 errors
`);
});
