import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { batches } from "./batches";

test("all items are in the batches, in their order; each batch is as full as one call takes", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (sizes) => {
      const groups = batches(sizes, (size) => size, 100);
      expect(groups.flat()).toEqual(sizes);
      const bytes = groups.map((group) => group.reduce((sum, size) => sum + size, 0));
      for (const [index, group] of groups.entries()) {
        expect(group.length).toBeGreaterThan(0);
        expect(group.length).toBeLessThanOrEqual(10);
        // Only an item that is too large by itself makes a batch that is.
        if (group.length > 1) expect(bytes[index]).toBeLessThan(100);
        const [next] = groups[index + 1] ?? [];
        if (next !== undefined && group.length < 10) {
          expect((bytes[index] ?? 0) + next).toBeGreaterThanOrEqual(100);
        }
      }
    }),
  );
});
