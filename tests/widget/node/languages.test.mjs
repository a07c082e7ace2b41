import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../../widget_server/static/lang/", import.meta.url);
const load = async (name) => (await import(new URL(name, FOLDER))).default;
const english = Object.assign({}, ...(await Promise.all(["en.js", "en-answers.js", "en-products.js", "en-forms.js"].map(load))));
const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

test("there are twelve languages", () => {
  assert.equal(new Set(readdirSync(FOLDER).map((name) => name.slice(0, 2))).size, 12);
});

for (const name of readdirSync(FOLDER).filter((name) => !name.startsWith("en"))) {
  test(`${name} says all that English says, with the same blanks to fill`, async () => {
    const words = await load(name);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(words)) assert.deepEqual(holes(text), holes(english[key]), key);
  });
}
