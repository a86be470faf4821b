import { VirtualTime } from "./clock";
import { compressAtOnce } from "./compression";

compressAtOnce();

/** The virtual time of this process. It starts when this module is loaded, which must be before all modules that keep a clock. */
export const time = new VirtualTime();
