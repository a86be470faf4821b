import { afterAll, afterEach, beforeAll, beforeEach, jest } from "@jest/globals";
import { Scene, type SceneOptions } from "./scene";

/** Milliseconds for one test or its preparation: generous, since no test is about time. */
const LIMIT = 300_000;

/**
 * A scene for the tests of a file: one for all of them, or a new one for each.
 * @param prepare what is done in a new scene before tests run in it
 * @param options evaluated for each new scene
 */
export function useScene(
  per: "all" | "each",
  prepare: () => Promise<void> = async () => {},
  options: () => SceneOptions = () => ({}),
): Scene {
  const scene = new Scene();
  const [before, after] = per === "all" ? [beforeAll, afterAll] : [beforeEach, afterEach];
  jest.setTimeout(LIMIT);
  before(async () => {
    await scene.open(options());
    await prepare();
  });
  after(() => scene.close());
  return scene;
}
