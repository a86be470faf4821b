// What a function process runs: AWS's own runtime interface client, with a client of the Runtime API that needs no compiler.
// esbuild bundles this into one file (`--define:import.meta.url=__filename`: the client asks for its own URL).
import { interceptNativeClient } from "./intercept";
import { holdLifeline } from "./lifeline";

holdLifeline();
interceptNativeClient(process.env.AWS_LAMBDA_RUNTIME_API ?? "");
require("aws-lambda-ric");
