// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, stories } from "./story_teller.js";

for (const { name, pool, devices } of stories()) {
  for (const hasAll of [true, false]) {
    for (const [at, device] of devices.entries()) {
      test(`what device ${at} of ${name} (${device.name}) knows from events is what the server says in the end (all loaded: ${hasAll})`, async () => {
        const page = new Page(pool, device.start, { hasAll });
        for (const step of device.steps) await page.take(step);
        const fresh = new Page(pool, device.fresh, { hasAll });
        for (const frame of device.fresh.hello) await fresh.take(["hear", frame]);
        assert.deepEqual(page.known, fresh.known);
        if (hasAll) assert.equal(page.doubts, 0);
      });
    }
  }
}
