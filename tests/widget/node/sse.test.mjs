import assert from "node:assert/strict";
import { test } from "node:test";
import { createParser } from "../../../widget_server/static/answers/sse.js";

const STREAM = 'event: start\ndata: {"a":1}\n\n: still here\n\nevent: token\ndata: {"text":"x: y"}\n\ndata: one\ndata: two\n\n';
const EVENTS = [
  { name: "start", data: '{"a":1}' },
  { name: "token", data: '{"text":"x: y"}' },
  { name: "message", data: "one\ntwo" },
];

test("events come out whole, comments do not", () => {
  assert.deepEqual(createParser()(STREAM), EVENTS);
});

test("wherever the network cuts, the events are the same", () => {
  for (const stream of [STREAM, STREAM.replaceAll("\n", "\r\n")]) {
    for (let cut = 0; cut <= stream.length; cut++) {
      const parse = createParser();
      assert.deepEqual([...parse(stream.slice(0, cut)), ...parse(stream.slice(cut))], EVENTS, `cut at ${cut}`);
    }
    const parse = createParser();
    assert.deepEqual([...stream].flatMap((character) => parse(character)), EVENTS);
  }
});

test("an unfinished event is not an event", () => {
  assert.deepEqual(createParser()("event: done\ndata: {}\n"), []);
});
