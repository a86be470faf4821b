/**
 * A request for an event shows by a token that it comes from the process that the Runtime API is for: otherwise any web page or user of the
 * machine that finds the port could take the event. AWS's Runtime API needs no token, and AWS's client sends none: only the part of it that
 * the bootstrap replaces does. The bootstrap takes the variable out of its environment, so that what function code starts does not inherit it.
 */
export const TOKEN_VARIABLE = "FERRY_RUNTIME_API_TOKEN";
export const TOKEN_HEADER = "ferry-runtime-api-token";
