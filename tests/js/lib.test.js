// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { hueClass, hueOf, initials } from "../../static/js/lib/avatar.js";
import { Problem, request } from "../../static/js/lib/http.js";
import { counted, number } from "../../static/js/lib/language.js";
import { localPath, webLink } from "../../static/js/lib/links.js";
import { clockTime, dayAndTime, dayLabel, setClock, shortWhen } from "../../static/js/lib/time.js";
import { readable } from "../../static/js/host/figures.js";

/**
 * A moment in local time, as the server writes it.
 * @param {number} day Of May 2024.
 * @param {number} [hour]
 */
const may = (day, hour = 14) => new Date(2024, 4, day, hour, 32);

describe("time", () => {
  const now = may(15, 23);

  test("the clock shows hours and minutes of the day", () => {
    assert.equal(clockTime(may(15, 9).toISOString()), "09:32");
    assert.equal(clockTime(may(15, 0).toISOString()), "00:32");
  });

  test("the reader's clock has twelve hours or twenty-four", () => {
    const afternoon = may(15).toISOString();
    setClock("12h");
    assert.match(clockTime(afternoon), /^2:32\sPM$/);
    assert.match(dayAndTime(afternoon, now), /^Today, 2:32\sPM$/);
    setClock("system");
    assert.match(clockTime(afternoon), /^(2:32\sPM|14:32)$/);
    setClock("24h");
    assert.equal(clockTime(afternoon), "14:32");
  });

  test("days are called by what they are to the reader", () => {
    assert.equal(dayLabel(may(15, 0).toISOString(), now), "Today");
    assert.equal(dayLabel(may(14, 23).toISOString(), now), "Yesterday");
    assert.equal(dayLabel(may(13).toISOString(), now), "Monday");
    assert.equal(dayLabel(may(8).toISOString(), now), "8 May");
    assert.equal(dayLabel(new Date(2022, 4, 3).toISOString(), now), "3 May 2022");
  });

  test("a short time is as long as it has to be", () => {
    assert.equal(shortWhen(may(15).toISOString(), now), "14:32");
    assert.equal(shortWhen(may(13).toISOString(), now), "Mon");
    assert.equal(shortWhen(may(3).toISOString(), now), "3 May");
    assert.equal(shortWhen(new Date(2022, 4, 3).toISOString(), now), "3 May 2022");
  });
});

describe("avatars", () => {
  test("initials are of the first and last word, or the first two letters", () => {
    assert.equal(initials("Alice Maria Ortega"), "AO");
    assert.equal(initials("bob"), "BO");
    assert.equal(initials("data-engineer"), "DE");
    assert.equal(initials("李"), "李");
    assert.equal(initials("  "), "?");
  });

  test("initials never cut an emoji in half", () => {
    assert.equal(initials("🦊 fox"), "🦊F");
  });

  test("a person keeps one of ten hues, and all ten are used", () => {
    const hues = Array.from({ length: 500 }, (_, number) => hueOf(`u_${number}`));
    assert.equal(hueOf("u_1"), hueOf("u_1"));
    assert.deepEqual([...new Set(hues)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("an agent wears its domain's colour, a person who took its name does not", () => {
    assert.equal(hueClass({ username: "developer", is_agent: true }), "hue-developer");
    assert.match(hueClass({ username: "developer", is_agent: false }), /^hue-\d$/);
  });
});

describe("links", () => {
  test("only web addresses become links", () => {
    assert.equal(webLink("https://example.org/a"), "https://example.org/a");
    const others = ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//example.org", "https://"];
    for (const bad of [...others, null, 3]) {
      assert.equal(webLink(bad), null, String(bad));
    }
  });

  test("after signing in one stays on this site", () => {
    assert.equal(localPath("/chat/3?x=1#y"), "/chat/3?x=1#y");
    const elsewhere = ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"];
    for (const bad of [...elsewhere, "chat", "", null]) {
      assert.equal(localPath(bad), "/", String(bad));
    }
  });
});

describe("requests", () => {
  /** @param {BodyInit | null} body @param {ResponseInit} [init] */
  const answering = (body, init) => ({ fetch: async () => new Response(body, init), onSignedOut: () => undefined });

  test("JSON goes out and comes in", async () => {
    /** @type {RequestInit | undefined} */
    let sent;
    const answer = await request("POST", "/api/rooms", { name: "Garden" }, {
      fetch: async (_path, init) => {
        sent = init;
        return new Response('{"room":{"id":7}}', { status: 201 });
      },
    });
    assert.deepEqual(answer, { room: { id: 7 } });
    assert.equal(sent?.body, '{"name":"Garden"}');
    assert.equal(sent?.credentials, "same-origin");
  });

  test("an answer without a body is null", async () => {
    assert.equal(await request("DELETE", "/api/rooms/1/leave", undefined, answering(null, { status: 204 })), null);
  });

  test("a problem document becomes a Problem", async () => {
    const body = JSON.stringify({ status: 422, code: "invalid", detail: "Too long.", field: "name" });
    await assert.rejects(request("POST", "/api/rooms", {}, answering(body, { status: 422 })), (error) => {
      assert.ok(error instanceof Problem);
      assert.deepEqual([error.status, error.code, error.detail, error.field], [422, "invalid", "Too long.", "name"]);
      return true;
    });
  });

  test("the wait is read from the document, else from the header", async () => {
    const limited = JSON.stringify({ code: "rate_limited", detail: "Slow down.", retry_after: 2.5 });
    const init = { status: 429, headers: { "Retry-After": "9" } };
    await assert.rejects(request("GET", "/", undefined, answering(limited, init)), { retryAfter: 2.5 });
    const proxy = answering("<h1>busy</h1>", init);
    await assert.rejects(request("GET", "/", undefined, proxy), { retryAfter: 9, code: "internal" });
  });

  test("an unreachable server is a problem called offline", async () => {
    const fetch = async () => Promise.reject(new TypeError("failed to fetch"));
    await assert.rejects(request("GET", "/", undefined, { fetch }), { code: "offline", status: 0 });
  });

  test("an ended session leads to the sign-in page, a wrong password does not", async () => {
    let left = 0;
    for (const code of ["not_signed_in", "wrong_password"]) {
      const options = { ...answering(JSON.stringify({ code }), { status: 401 }), onSignedOut: () => void (left += 1) };
      await assert.rejects(request("GET", "/", undefined, options), { code });
    }
    assert.equal(left, 1);
  });
});

describe("texts with numbers", () => {
  test("a text has the form that its number asks for, with the thousands apart", () => {
    const replies = (/** @type {number} */ count) => counted(count, { one: "# reply", other: "# replies" });
    assert.deepEqual([0, 1, 2, 1001].map(replies), ["0 replies", "1 reply", "2 replies", "1,001 replies"]);
    assert.equal(counted(1, { other: "# new" }), "1 new");
    assert.equal(number(12_345), "12,345");
  });
});

describe("figures", () => {
  test("bytes and seconds come in the unit that fits", () => {
    assert.deepEqual(readable(5100, "s"), { value: "1 h 25 min", unit: "" });
    assert.deepEqual(readable(12_400_000, "bytes"), { value: "12.4", unit: "MB" });
    assert.deepEqual(readable(0, "bytes"), { value: "0", unit: "B" });
    assert.deepEqual(readable(1214), { value: "1,214", unit: "" });
    assert.deepEqual(readable("3.46.1"), { value: "3.46.1", unit: "" });
  });
});
