import batchGetItem = require("dynalite/actions/batchGetItem");
import batchWriteItem = require("dynalite/actions/batchWriteItem");
import createTable = require("dynalite/actions/createTable");
import deleteItem = require("dynalite/actions/deleteItem");
import deleteTable = require("dynalite/actions/deleteTable");
import describeTable = require("dynalite/actions/describeTable");
import getItem = require("dynalite/actions/getItem");
import listTables = require("dynalite/actions/listTables");
import listTagsOfResource = require("dynalite/actions/listTagsOfResource");
import putItem = require("dynalite/actions/putItem");
import query = require("dynalite/actions/query");
import scan = require("dynalite/actions/scan");
import tagResource = require("dynalite/actions/tagResource");
import untagResource = require("dynalite/actions/untagResource");
import updateItem = require("dynalite/actions/updateItem");
import updateTable = require("dynalite/actions/updateTable");
import batchGetItemValidation = require("dynalite/validations/batchGetItem");
import batchWriteItemValidation = require("dynalite/validations/batchWriteItem");
import createTableValidation = require("dynalite/validations/createTable");
import deleteItemValidation = require("dynalite/validations/deleteItem");
import deleteTableValidation = require("dynalite/validations/deleteTable");
import describeTableValidation = require("dynalite/validations/describeTable");
import getItemValidation = require("dynalite/validations/getItem");
import listTablesValidation = require("dynalite/validations/listTables");
import listTagsOfResourceValidation = require("dynalite/validations/listTagsOfResource");
import putItemValidation = require("dynalite/validations/putItem");
import queryValidation = require("dynalite/validations/query");
import scanValidation = require("dynalite/validations/scan");
import tagResourceValidation = require("dynalite/validations/tagResource");
import untagResourceValidation = require("dynalite/validations/untagResource");
import updateItemValidation = require("dynalite/validations/updateItem");
import updateTableValidation = require("dynalite/validations/updateTable");

/** An operation of dynalite's: what checks its parameters, and what does it. */
export interface DynaliteOperation {
  readonly action: DynaliteAction;
  readonly validation: DynaliteValidation;
}

/** The operations that dynalite does; static, so that a bundler finds their modules. */
export const OPERATIONS: Readonly<Record<string, DynaliteOperation>> = {
  BatchGetItem: { action: batchGetItem, validation: batchGetItemValidation },
  BatchWriteItem: { action: batchWriteItem, validation: batchWriteItemValidation },
  CreateTable: { action: createTable, validation: createTableValidation },
  DeleteItem: { action: deleteItem, validation: deleteItemValidation },
  DeleteTable: { action: deleteTable, validation: deleteTableValidation },
  DescribeTable: { action: describeTable, validation: describeTableValidation },
  GetItem: { action: getItem, validation: getItemValidation },
  ListTables: { action: listTables, validation: listTablesValidation },
  ListTagsOfResource: { action: listTagsOfResource, validation: listTagsOfResourceValidation },
  PutItem: { action: putItem, validation: putItemValidation },
  Query: { action: query, validation: queryValidation },
  Scan: { action: scan, validation: scanValidation },
  TagResource: { action: tagResource, validation: tagResourceValidation },
  UntagResource: { action: untagResource, validation: untagResourceValidation },
  UpdateItem: { action: updateItem, validation: updateItemValidation },
  UpdateTable: { action: updateTable, validation: updateTableValidation },
};
