import type { VerbGroup } from "../../verb";
import { destroy } from "./destroy";
import { sweep } from "./sweep";
import { use } from "./use";

export const env: VerbGroup = {
  name: "env",
  description: "look after environments: list, show, use, extend, destroy, sweep",
  verbs: [use, destroy, sweep],
};
