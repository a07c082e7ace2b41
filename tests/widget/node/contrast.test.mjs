import assert from "node:assert/strict";
import { test } from "node:test";
import { brandPair, contrast, parseColour, readable } from "../../../widget_server/static/panel/contrast.js";

test("known ratios", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.ok(Math.abs(contrast([119, 119, 119], [255, 255, 255]) - 4.48) < 0.01);
});

test("colours as browsers write them", () => {
  assert.deepEqual(parseColour("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColour("color(srgb 1 0.5 0)"), [255, 127.5, 0]);
  for (const other of ["oklch(0.5 0.2 275)", "red", "", "#fff"]) assert.equal(parseColour(other), null);
});

test("text on any brand colour reads at 4.5 to 1, and so do links", () => {
  const steps = [0, 26, 51, 77, 102, 128, 153, 179, 204, 230, 255];
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const brand = [red, green, blue];
        assert.ok(contrast(...brandPair(brand)) >= 4.5, `text on ${brand}`);
        for (const surface of [[241, 242, 245], [41, 43, 51]]) {
          assert.ok(contrast(readable(brand, surface), surface) >= 4.5, `${brand} on ${surface}`);
        }
      }
});

test("a brand is left as it is, or darkened by little", () => {
  assert.deepEqual(brandPair([15, 118, 110]), [[15, 118, 110], [255, 255, 255]]);
  const [background, text] = brandPair([99, 102, 241]);
  assert.deepEqual(text, [255, 255, 255]);
  assert.ok(background.every((part, index) => [99, 102, 241][index] - part < 12));
  assert.deepEqual(brandPair([255, 220, 0]), [[255, 220, 0], [0, 0, 0]]);
});
