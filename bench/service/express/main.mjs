import serverless from "serverless-http";
import { app } from "./app.mjs";

const server = serverless(app);

// Lambda's Node.js 24 takes a third parameter for a callback, and refuses the handler.
export const handler = (event, context) => server(event, context);
