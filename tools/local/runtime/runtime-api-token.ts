/**
 * Who asks a Runtime API for an event shows that it is the process that the API is for: any web page or user of the machine that finds the
 * port could take it otherwise. AWS's own asks for no token, as nobody else reaches it, so AWS's client has none to give: only
 * what our part of it sends has one. The bootstrap takes the variable out of its environment, so that what function code starts does not inherit it.
 */
export const TOKEN_VARIABLE = "FERRY_RUNTIME_API_TOKEN";
export const TOKEN_HEADER = "ferry-runtime-api-token";
