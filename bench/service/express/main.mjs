import serverless from "serverless-http";
import { app } from "./app.mjs";

const server = serverless(app);

// Lambda's Node.js 24 refuses a handler with a third parameter, the callback.
export const handler = (event, context) => server(event, context);
