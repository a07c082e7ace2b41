import assert from "node:assert/strict";
import { test } from "node:test";
import { brandPair, contrast, luminance, parseColour, readable } from "../../../widget_server/static/panel/contrast.js";

// From panel.css: what a link, a pill's words or an icon in the brand's colour may stand on.
const SURFACES = {
  light: { surface: [255, 255, 255], bubble: [241, 242, 245] },
  dark: { surface: [25, 26, 31], bubble: [41, 43, 51] },
};

/** Every colour of a coarse grid, and as many random ones, told by their seed. */
function* brands(seed) {
  const steps = [0, 26, 51, 77, 102, 128, 153, 179, 204, 230, 255];
  for (const red of steps) for (const green of steps) for (const blue of steps) yield [red, green, blue];
  const random = () => ((seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31) * 256;
  for (let count = 0; count < 5000; count++) yield [random(), random(), random()].map(Math.floor);
}

test("known ratios", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.ok(Math.abs(contrast([119, 119, 119], [255, 255, 255]) - 4.48) < 0.01);
});

test("colours as owners and browsers write them", () => {
  assert.deepEqual(parseColour("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColour("color(srgb 1 0.5 0)"), [255, 127.5, 0]);
  assert.deepEqual(parseColour("#0F766e"), [15, 118, 110]);
  assert.deepEqual(parseColour("#fb0"), [255, 187, 0]);
  for (const other of ["oklch(0.5 0.2 275)", "red", "", "#ffff", "#12345g", "url(#abc)"]) assert.equal(parseColour(other), null);
});

const seed = Math.floor(Math.random() * 2 ** 31);

test(`whatever the brand, words on it and words in it read at 4.5 to 1 (seed ${seed})`, () => {
  for (const brand of brands(seed)) {
    // Header, own bubbles, main buttons; the avatar has the same two colours the other way round.
    assert.ok(contrast(...brandPair(brand)) >= 4.5, `text on ${brand}`);
    for (const { surface, bubble } of Object.values(SURFACES)) {
      const link = readable(brand, bubble); // as theme.js asks for it
      assert.ok(contrast(link, bubble) >= 4.5, `${brand} on a bubble`);
      assert.ok(contrast(link, surface) >= 4.5, `${brand} on the panel`);
    }
  }
});

test(`a hovered icon still stands out at 3 to 1 (seed ${seed})`, () => {
  const tinted = (ground, ink) => ground.map((part, index) => part + (ink[index] - part) * 0.12); // .icon:hover
  for (const brand of brands(seed)) {
    const [ground, ink] = brandPair(brand);
    assert.ok(contrast(ink, tinted(ground, ink)) >= 3, `icons on ${brand}`);
    for (const { surface, bubble } of Object.values(SURFACES)) {
      const link = readable(brand, bubble);
      assert.ok(contrast(link, tinted(surface, link)) >= 3, `icons in ${brand}`);
    }
  }
});

test("a brand is left as it is, or darkened by little", () => {
  assert.deepEqual(brandPair([15, 118, 110]), [[15, 118, 110], [255, 255, 255]]);
  const [background, text] = brandPair([99, 102, 241]);
  assert.deepEqual(text, [255, 255, 255]);
  assert.ok(background.every((part, index) => [99, 102, 241][index] - part < 12));
  assert.deepEqual(brandPair([255, 220, 0]), [[255, 220, 0], [0, 0, 0]]);
  assert.ok(luminance([255, 220, 0]) > 0.25);
});
