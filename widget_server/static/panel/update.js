// What the panel knows, and how one event changes it. Pure: no clock, no network, no page.

export const initial = {
  open: false,
  phase: "loading", // then "ready", or "off" (no such bot), or "down" (no answer)
  bot: {},
  messages: [], // finished ones: {key, role, text, products, sources, id, helpful, partial}
  suggestions: [], // what to ask next, after the last answer
  offersPerson: false, // the last answer found nothing and a human might
  answer: null, // the one that arrives: {text, products, sources}
  sending: null, // {id, text} of the turn under way or failed; sending it again repeats the id
  problem: null, // {kind, seconds}
  unread: 0,
  view: "chat", // or "person" (the form for a human), or "closing" (rating)
  request: null, // of the form: "sending", "sent", "failed"
  score: 0,
};

const nothing = { text: "", products: [], sources: [] };

export function update(state, event) {
  switch (event.type) {
    case "opened":
      return { ...state, open: true, unread: 0 };
    case "closed":
      return { ...state, open: false };
    case "configured":
      return { ...state, phase: "ready", bot: event.bot };
    case "refused":
      return { ...state, phase: [403, 404].includes(event.status) ? "off" : "down" };
    case "remembered":
      return { ...state, messages: [...event.messages.map(remembered), ...state.messages], ...nextSteps(event.messages.at(-1)) };
    case "asked":
      return {
        ...state,
        view: "chat",
        messages: [...state.messages, { ...nothing, key: event.id, role: "user", text: event.text }],
        ...nextSteps(),
        answer: nothing,
        sending: { id: event.id, text: event.text },
        problem: null,
      };
    case "retried":
      return { ...state, messages: state.messages.filter((message) => !message.partial), answer: nothing, problem: null };
    case "token":
      return { ...state, answer: { ...state.answer, text: state.answer.text + event.text } };
    case "products":
      return { ...state, answer: { ...state.answer, products: event.products } };
    case "sources":
      return { ...state, answer: { ...state.answer, sources: event.sources } };
    case "answered":
      return {
        ...state,
        messages: event.body.message ? [...state.messages, finished(event.body)] : state.messages,
        ...nextSteps(event.body),
        answer: null,
        sending: null,
        unread: state.open ? 0 : state.unread + 1,
      };
    case "failed":
      return { ...state, messages: kept(state), answer: null, problem: { kind: event.kind, seconds: event.seconds } };
    case "troubled":
      return { ...state, problem: { kind: event.kind } };
    case "judged":
      return { ...state, messages: state.messages.map((it) => (it.id === event.id ? { ...it, helpful: event.helpful } : it)) };
    case "viewed":
      return { ...state, view: event.view, request: null };
    case "requested":
      return { ...state, request: event.step };
    case "rated":
      return { ...state, score: event.score };
    case "restarted":
      return { ...initial, open: state.open, phase: state.phase, bot: state.bot };
    default:
      throw new Error(`Unknown event: ${event.type}`);
  }
}

/** A failed turn keeps what had arrived of its answer; asking again replaces it. */
function kept({ messages, answer, sending }) {
  return answer?.text ? [...messages, { ...answer, key: `${sending.id}-part`, role: "assistant", partial: true }] : messages;
}

const nextSteps = ({ suggestions = [], offers_person = false } = {}) => ({ suggestions, offersPerson: offers_person });

function finished({ message, products, sources }) {
  return {
    key: message.id,
    id: message.id,
    role: message.role ?? "assistant",
    text: message.content,
    products: products ?? [],
    sources: sources ?? [],
  };
}

function remembered(message) {
  return { ...finished({ message, ...message }), helpful: message.helpful };
}
