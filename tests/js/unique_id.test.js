// @ts-check
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { uniqueId } from "../../static/js/lib/unique_id.js";

const SCRIPTS = new URL("../../static/js/", import.meta.url);

test("ids differ where a browser makes none, as on a page over plain http", (t) => {
  assert.notEqual(uniqueId(), uniqueId());
  const given = crypto.randomUUID;
  t.after(() => Object.assign(crypto, { randomUUID: given }));
  Object.assign(crypto, { randomUUID: undefined });
  assert.match(uniqueId(), /^[0-9a-f]{32}$/);
  assert.notEqual(uniqueId(), uniqueId());
});

test("no script relies on what only pages over https have", () => {
  const scripts = readdirSync(SCRIPTS, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".js"));
  const bare = scripts.filter((path) => readFileSync(new URL(path, SCRIPTS), "utf8").includes("randomUUID"));
  assert.deepEqual(bare, ["lib/unique_id.js"]);
});
