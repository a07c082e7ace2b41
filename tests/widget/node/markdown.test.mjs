import assert from "node:assert/strict";
import { test } from "node:test";
import { inline, parse } from "../../../widget_server/static/answers/markdown.js";

test("text stays text", () => {
  assert.deepEqual(parse("Hello\nthere"), [["p", {}, "Hello", ["br", {}], "there"]]);
  assert.deepEqual(parse("<b>no</b> & <img src=x onerror=1>"), [["p", {}, "<b>no</b> & <img src=x onerror=1>"]]);
  assert.deepEqual(parse(""), []);
});

test("bold, italic and code, also inside one another", () => {
  assert.deepEqual(inline("**a *b* c** `**d**`"), [
    ["strong", {}, "a ", ["em", {}, "b"], " c"],
    " ",
    ["code", {}, "**d**"],
  ]);
});

test("asterisks and underscores that mark nothing are left alone", () => {
  for (const text of ["2 * 3 * 4", "snake_case_name", "a ** b", "**", "5*5*5", "__"]) assert.deepEqual(inline(text), [text]);
});

test("only http(s) addresses become links", () => {
  assert.deepEqual(inline("[shop](https://a.example/x?y=1)"), [["a", { href: "https://a.example/x?y=1" }, "shop"]]);
  for (const href of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JaVaScRiPt:1", "vbscript:x"]) {
    assert.ok(inline(`[x](${href})`).every((node) => typeof node === "string"), href);
  }
});

test("a bare address is a link, without the full stop behind it", () => {
  assert.deepEqual(inline("See https://a.example/b."), ["See ", ["a", { href: "https://a.example/b" }, "https://a.example/b"], "."]);
});

test("lists keep their kind and their first number", () => {
  assert.deepEqual(parse("- a\n- b"), [["ul", {}, ["li", {}, "a"], ["li", {}, "b"]]]);
  assert.deepEqual(parse("3. a\n4. b"), [["ol", { start: "3" }, ["li", {}, "a"], ["li", {}, "b"]]]);
  assert.equal(parse("1. a\n- b").length, 2);
});

test("a paragraph ends where a list begins", () => {
  assert.deepEqual(
    parse("Colours:\n- red").map(([tag]) => tag),
    ["p", "ul"],
  );
});

test("tables have a head and a body; a lone pipe does not make one", () => {
  const [[tag, , head, body]] = parse("| A | B |\n|---|:-:|\n| 1 | **2** |");
  assert.equal(tag, "table");
  assert.deepEqual(head, ["thead", {}, ["tr", {}, ["th", {}, "A"], ["th", {}, "B"]]]);
  assert.deepEqual(body, ["tbody", {}, ["tr", {}, ["td", {}, "1"], ["td", {}, ["strong", {}, "2"]]]]);
  assert.equal(parse("a | b\nc | d")[0][0], "p");
});

test("half an answer, as it streams in, is never an error", () => {
  const whole = "**Yes** [a](https://a.example)\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n- x\n- `y`\n\n1. z";
  for (let end = 0; end <= whole.length; end++) assert.ok(Array.isArray(parse(whole.slice(0, end))));
});

test("hostile lengths are read in a breath", () => {
  for (const text of ["*".repeat(20000), "[".repeat(20000), "**a ".repeat(5000), "_a".repeat(10000), "|-".repeat(10000), "`".repeat(20000)]) {
    assert.ok(Array.isArray(parse(text)));
  }
});
