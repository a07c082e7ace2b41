import assert from "node:assert/strict";
import { test } from "node:test";
import { due } from "../../../widget_server/static/proactive/due.js";

const HOUR = 3_600_000;
const now = { path: "/products/tent", seconds: 5, scrolled: 30, time: 1000 * HOUR, shown: 0 };

test("after twenty seconds, or after as many as the tag says", () => {
  assert.equal(due({}, { ...now, seconds: 19 }), false);
  assert.equal(due({}, { ...now, seconds: 20 }), true);
  assert.equal(due({ proactiveAfter: "5" }, now), true);
});

test("after a scroll; then time alone is no reason", () => {
  assert.equal(due({ proactiveScroll: "50" }, { ...now, seconds: 999 }), false);
  assert.equal(due({ proactiveScroll: "50" }, { ...now, scrolled: 50 }), true);
  assert.equal(due({ proactiveScroll: "50", proactiveAfter: "5" }, now), true);
});

test("only on the pages that the tag names", () => {
  assert.equal(due({ proactiveAfter: "1", proactivePages: "/sale /products/" }, now), true);
  assert.equal(due({ proactiveAfter: "1", proactivePages: "/sale /cart" }, now), false);
});

test("once a day, or as rarely as the tag says; never to somebody who has written", () => {
  assert.equal(due({ proactiveAfter: "1" }, { ...now, shown: now.time - 23 * HOUR }), false);
  assert.equal(due({ proactiveAfter: "1" }, { ...now, shown: now.time - 24 * HOUR }), true);
  assert.equal(due({ proactiveAfter: "1", proactiveHours: "2" }, { ...now, shown: now.time - 3 * HOUR }), true);
  assert.equal(due({ proactiveAfter: "1" }, { ...now, shown: Infinity }), false);
});
