import { expect, test } from "@jest/globals";
import { parse } from "cjs-module-lexer";
import { exportedNames } from "./exports";

const names = (source: string): string[] => exportedNames(source, parse);

// The sources below are what esbuild 0.28 wrote with --minify, shortened to what matters.

test("reads esbuild's annotation on a bundled ES module", () => {
  const source =
    'var x=e=>e;var g={};c(g,{handler:()=>f,other:()=>f});module.exports=x(g);var s=require("node:crypto"),' +
    "f=async e=>1;0&&(module.exports={handler,other});";
  expect(names(source)).toEqual(["handler", "other"]);
});

test("reads the assignments of a bundled CommonJS module", () => {
  const source =
    '"use strict";Object.defineProperty(exports,"__esModule",{value:!0});exports.other=exports.handler=void 0;' +
    "var _=async r=>1;exports.handler=_;exports.other=exports.handler;";
  expect(names(source)).toEqual(["handler", "other"]);
});

test("reads names that are re-exported from another module", () => {
  const source =
    'var h=d();Object.defineProperty(exports,"handler",{enumerable:!0,get:function(){return h.handler}});';
  expect(names(source)).toEqual(["handler"]);
});

test("does not take the exports of an inner module for the bundle's own", () => {
  const source =
    'var d=o(u=>{Object.defineProperty(u,"inner",{get:()=>1});u.handler=void 0});' +
    "var e=l((exports2,module2)=>{exports2.handler=1;module2.exports={handler:2}});exports.main=d();";
  expect(names(source)).toEqual(["main"]);
});

test("does not take text for code", () => {
  expect(names('var t="exports.handler=1";/* exports.handler=1 */exports.main=`exports.handler=1`;')).toEqual(
    ["main"],
  );
});
