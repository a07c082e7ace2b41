import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, update } from "../../../widget_server/static/panel/update.js";

const after = (...events) => events.reduce(update, initial);
const asked = { type: "asked", id: "m1", text: "Hi" };
const answered = { type: "answered", body: { message: { id: "a1", content: "Hello" }, suggestions: ["More?"] } };

test("a turn: the question, the answer as it grows, the finished answer", () => {
  const during = after(asked, { type: "token", text: "He" }, { type: "token", text: "llo" });
  assert.equal(during.answer.text, "Hello");
  assert.equal(during.messages.length, 1);
  const done = update(during, answered);
  assert.equal(done.answer, null);
  assert.equal(done.sending, null);
  assert.deepEqual(done.messages.map(({ role, text }) => [role, text]), [["user", "Hi"], ["assistant", "Hello"]]);
  assert.deepEqual(done.suggestions, ["More?"]);
});

test("a failed turn keeps what had arrived and what to send again", () => {
  const failed = after(asked, { type: "token", text: "Hel" }, { type: "failed", kind: "lost" });
  assert.deepEqual(failed.messages.map(({ text, partial }) => [text, partial]), [["Hi", undefined], ["Hel", true]]);
  assert.deepEqual(failed.sending, { id: "m1", text: "Hi" });
  assert.equal(failed.problem.kind, "lost");
  const again = update(failed, { type: "retried" });
  assert.deepEqual(again.messages.map(({ text }) => text), ["Hi"]);
  assert.equal(again.problem, null);
});

test("a turn that fails before the first word leaves no empty answer", () => {
  assert.equal(after(asked, { type: "failed", kind: "server" }).messages.length, 1);
});

test("answers count as unread only while the panel is closed", () => {
  assert.equal(after({ type: "opened" }, asked, answered).unread, 0);
  const closed = after({ type: "opened" }, asked, { type: "closed" }, answered);
  assert.equal(closed.unread, 1);
  assert.equal(update(closed, { type: "opened" }).unread, 0);
});

test("a history that arrives late goes before what was just asked", () => {
  const state = after(asked, { type: "remembered", messages: [{ id: "h1", role: "user", content: "Before" }] });
  assert.deepEqual(state.messages.map(({ text }) => text), ["Before", "Hi"]);
});

test("a new start forgets the conversation and keeps the bot", () => {
  const state = after({ type: "configured", bot: { name: "Alba" } }, { type: "opened" }, asked, answered, { type: "restarted" });
  assert.deepEqual(state.messages, []);
  assert.deepEqual([state.bot.name, state.phase, state.open], ["Alba", "ready", true]);
});

test("no event changes the state it was given", () => {
  const frozen = (value) => (value && typeof value === "object" ? Object.freeze(Object.values(value).forEach(frozen)) && value : value);
  const deepFreeze = (value) => {
    frozen(value);
    return Object.freeze(value);
  };
  let state = deepFreeze(structuredClone(initial));
  for (const event of [asked, { type: "token", text: "x" }, answered, { type: "judged", id: "a1", helpful: true }, { type: "closed" }]) {
    state = deepFreeze(update(state, event));
  }
  assert.equal(state.messages[1].helpful, true);
});

test("an unknown event is a mistake of ours", () => {
  assert.throws(() => update(initial, { type: "tokken" }));
});
