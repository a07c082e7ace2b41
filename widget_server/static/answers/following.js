// While a person answers, her messages come with the history: asked for every few seconds, and by nobody else.
const OFTEN_MS = 3_000;
const SELDOM_MS = 30_000;

export function createFollowing({ api, identity, dispatch, getState, emit, shell }, words) {
  const { signal } = shell;
  let following = false;
  let notes = 0;
  let wait, timer, looking;

  function tell(message, body) {
    dispatch({ type: "answered", body: { ...body, message } });
    if (message.role !== "note") emit("message", { role: message.role, text: message.content });
  }

  /** What the server says of who answers; a change is told in the log. */
  function heed(taken) {
    if (taken !== following) tell({ id: `note-${notes++}`, role: "note", content: taken ? words.joined : words.left });
    following = taken;
    plan(OFTEN_MS);
  }

  function plan(pause) {
    wait = pause;
    clearTimeout(timer);
    if (following && !signal.aborted) timer = setTimeout(look, wait);
  }

  /** Asks once, if somebody can see what comes, and again later while a person answers. */
  async function look() {
    const { open, messages } = getState();
    if (looking || !open || document.hidden || !messages.length || !identity.token()) return;
    looking = true;
    let pause = SELDOM_MS;
    try {
      const past = await (await api.post("history")).json();
      const { messages: said, sending } = getState();
      const news = past.messages.filter(({ id, role }) => role !== "user" && !said.some((it) => it.id === id));
      // What is under way or failed comes with its own answer; a new chat knows nothing of the old one.
      if (said.length && !sending) {
        news.forEach((message) => tell(message, message));
        if (following !== Boolean(past.conversation?.taken_over)) heed(!following);
        pause = news.length ? OFTEN_MS : Math.min(wait * 1.5, SELDOM_MS);
      } else if (!said.length) following = false;
    } catch {
      // Asked again later.
    }
    looking = false;
    plan(pause);
  }

  document.addEventListener("visibilitychange", look, { signal });
  document.addEventListener("shopchat:open", look, { signal });

  return heed;
}
