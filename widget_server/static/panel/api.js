// The only file that talks to the server. Bodies go as text/plain, tokens inside them: no request needs a preflight.

/** What the server refused: its HTTP status, and the seconds to wait where it named them. */
class Refusal extends Error {
  constructor({ status, headers }) {
    super(`HTTP ${status}`);
    this.status = status;
    this.seconds = Number(headers.get("Retry-After")) || 0;
  }
}

export function createApi(base, widgetKey, identity, signal) {
  const address = (path) => new URL(`api/v1/widget/${path}`, base);

  async function taken(request) {
    const answer = await request;
    if (!answer.ok) throw new Refusal(answer);
    return answer;
  }

  return {
    /** Posts the fields for this browser; the answer, or a Refusal. */
    post(path, fields, options) {
      const body = JSON.stringify({ widget_key: widgetKey, visitor_token: identity.token(), ...fields });
      return taken(fetch(address(path), { method: "POST", body, signal, ...options }));
    },
    /** The bot, or a Refusal. The loader has already `asked` for it once. */
    config: async (asked) => (await taken(asked ?? fetch(address(`config?widget_key=${widgetKey}`)))).json(),
  };
}
