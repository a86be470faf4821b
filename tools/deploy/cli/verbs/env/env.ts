import type { VerbGroup } from "../../verb";
import { destroy } from "./destroy";
import { extend } from "./extend";
import { list } from "./list";
import { show } from "./show";
import { sweep } from "./sweep";
import { use } from "./use";

export const env: VerbGroup = {
  name: "env",
  description: "look after environments: list, show, use, extend, destroy, sweep",
  verbs: [list, show, use, extend, destroy, sweep],
};
