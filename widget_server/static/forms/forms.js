// What may stand in place of the message box: the form for a person, and the rating at the end.
import en from "../lang/en-forms.js";
import { addSheet, h, iconButton } from "../panel/dom.js";
import formsCss from "./forms.css";
import { createRequests } from "./requests.js";

export function createForms(host, panel, translated, tools) {
  const words = { ...en, ...translated };
  const { user } = tools.shell;
  const field = (label, tag, attributes) => h("label", {}, label, h(tag, attributes));
  const sent = h("p", { role: "status" });
  const submit = h("button", { class: "primary" }, words.request);
  const fields = h(
    "div",
    { class: "fields" },
    h("p", {}, words.personIntro),
    field(words.email, "input", { name: "email", type: "email", required: true, autocomplete: "email", maxlength: 254 }),
    field(words.name, "input", { name: "name", autocomplete: "name", maxlength: 100 }),
    field(words.message, "textarea", { name: "message", rows: 4, maxlength: 2000 }),
    submit,
  );
  // Built once and only hidden: what was typed stays.
  const personForm = h(
    "form",
    { class: "person-form", hidden: true },
    h("h3", {}, words.person),
    fields,
    sent,
    h("button", { type: "button", class: "pill", "data-act": "chat" }, words.back),
  );

  const stars = [1, 2, 3, 4, 5].map((score) =>
    iconButton("star", words.star.replace("{n}", score), { "data-act": "rate", "data-value": score, "aria-pressed": "false" }),
  );
  const question = h("p", { role: "status" });
  const closing = h(
    "div",
    { class: "closing" },
    question,
    h("div", { class: "stars" }, stars),
    h("button", { type: "button", class: "primary", "data-act": "restart" }, words.restart),
  );

  /** What the page knows of the shopper is not asked again; what the shopper wrote stays. */
  function introduce() {
    for (const input of fields.querySelectorAll("input")) input.value ||= user[input.name] ?? "";
  }

  addSheet(host, formsCss);
  panel.append(personForm, closing);

  return {
    ...createRequests(tools),
    /** Where the focus goes when the form appears. */
    first: (view) => ({ person: fields.querySelector("input"), closing: stars[0] })[view],
    render({ view, request, score }) {
      if (view === "person" && personForm.hidden) introduce();
      personForm.hidden = view !== "person";
      closing.hidden = view !== "closing";
      fields.hidden = request === "sent";
      submit.disabled = request === "sending";
      sent.textContent = { sent: words.requested, failed: words.server }[request] ?? "";
      question.textContent = score ? words.thanks : words.rate;
      stars.forEach((star, index) => {
        star.ariaPressed = index + 1 === score;
        star.classList.toggle("lit", index < score);
      });
    },
  };
}
