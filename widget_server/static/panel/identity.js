// Who this browser is to one bot. Written from the first message on, and kept in memory where storage is blocked.

export function createIdentity(widgetKey) {
  const name = `shopchat:${widgetKey}`;
  let known = read();

  function read() {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  }

  function write(changes) {
    known = { ...known, ...changes };
    try {
      localStorage.setItem(name, JSON.stringify(known));
    } catch {
      // Blocked or full: this page still remembers.
    }
  }

  return {
    token: () => known.token,
    /** Makes the visitor's id at its first use. */
    visitor() {
      if (!known.visitor) write({ visitor: uuid() });
      return known.visitor;
    },
    keepToken: (token) => token && token !== known.token && write({ token }),
    forgetToken: () => write({ token: undefined }),
  };
}

/** A random version 4 UUID; `crypto.randomUUID` would be missing on a page that is served over plain http. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
