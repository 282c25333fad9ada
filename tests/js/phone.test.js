// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Stroke, landsOpen, openness } from "../../static/js/chat/stroke.js";
import { fitViewport } from "../../static/js/chat/viewport.js";

/** @param {[number, number, number][]} points x, y, time */
function stroke(...points) {
  const [[x, y, time], ...rest] = points;
  const made = new Stroke(x, y, time);
  for (const point of rest) made.move(...point);
  return made;
}

describe("a stroke", () => {
  test("is undecided while a finger trembles, across or not for good then", () => {
    assert.equal(stroke([10, 10, 0], [14, 15, 10]).direction, "undecided");
    assert.equal(stroke([10, 10, 0], [30, 12, 10]).direction, "across");
    assert.equal(stroke([10, 10, 0], [12, 30, 10], [200, 30, 20]).direction, "other");
  });

  test("moves nothing by the slip that told its direction", () => {
    assert.equal(stroke([10, 10, 0], [22, 10, 10]).distance, 0);
    assert.equal(stroke([10, 10, 0], [22, 10, 10], [52, 10, 20]).distance, 30);
  });

  test("has the speed of its last moments, and none after a rest", () => {
    const made = stroke([0, 0, 0], [20, 0, 500], [40, 0, 520], [60, 0, 540]);
    assert.equal(made.speed(540), 1);
    assert.equal(made.speed(800), 0);
  });
});

describe("a drawer", () => {
  test("follows the finger between shut and open", () => {
    assert.equal(openness(false, 80, 320), 0.25);
    assert.equal(openness(false, -80, 320), 0);
    assert.equal(openness(true, -80, 320), 0.75);
    assert.equal(openness(true, 80, 320), 1);
  });

  test("that is let go takes the nearer side, unless it is flicked", () => {
    assert.equal(landsOpen(0.6, 0), true);
    assert.equal(landsOpen(0.4, 0.1), false);
    assert.equal(landsOpen(0.1, 0.8), true);
    assert.equal(landsOpen(0.9, -0.8), false);
  });
});

describe("a keyboard on the screen", () => {
  /** @type {Record<string, string>} */
  let style;
  /** @type {boolean} */
  let hasKeyboard;
  /** @type {number[][]} */
  let scrolls;

  /** @param {number} height @param {{scale?: number, offsetTop?: number}} [more] */
  function show(height, { scale = 1, offsetTop = 0 } = {}) {
    Object.assign(seen, { height, scale, offsetTop });
    seen.dispatchEvent(new Event("resize"));
  }

  const seen = Object.assign(new EventTarget(), { height: 800, scale: 1, offsetTop: 0 });
  /** @type {any} The part of an element that is used. */
  const page = {
    clientHeight: 800,
    toggleAttribute: (/** @type {string} */ name, /** @type {boolean} */ isOn) => (hasKeyboard = isOn),
    style: {
      setProperty: (/** @type {string} */ name, /** @type {string} */ value) => (style[name] = value),
      removeProperty: (/** @type {string} */ name) => delete style[name],
    },
  };
  fitViewport(seen, { page, scrollTo: (x, y) => scrolls.push([x, y]) });

  test("that lies over the page makes it as high as what is left, from the top", () => {
    [style, hasKeyboard, scrolls] = [{}, false, []];
    show(460.5, { offsetTop: 200 });
    assert.deepEqual(style, { "--seen-height": "460px" });
    assert.equal(hasKeyboard, true);
    assert.deepEqual(scrolls, [[0, 0]]);
    show(800);
    assert.deepEqual(style, {});
    assert.equal(hasKeyboard, false);
  });

  test("is no bar of the browser and no magnifying glass", () => {
    [style, hasKeyboard, scrolls] = [{}, false, []];
    show(740);
    show(400, { scale: 2 });
    assert.deepEqual(style, {});
    assert.equal(hasKeyboard, false);
  });
});
