import type { VerbGroup } from "../../verb";
import { use } from "./use";

export const env: VerbGroup = {
  name: "env",
  description: "look after environments: list, show, use, extend",
  verbs: [use],
};
