// What the two forms tell the server.

export function createRequests({ api, identity, dispatch, emit, send }) {
  return {
    /** Asks for a person. A shopper who has not written yet says so first: a request belongs to a conversation. */
    async person(request, unsaid) {
      dispatch({ type: "requested", step: "sending" });
      try {
        if (!identity.token()) await send(request.message || unsaid);
        dispatch({ type: "viewed", view: "person" });
        await api.post("handoff", request);
        dispatch({ type: "requested", step: "sent" });
        emit("handoff", {});
      } catch {
        dispatch({ type: "requested", step: "failed" });
      }
    },

    end() {
      if (identity.token()) api.post("end").catch(() => {}); // one that was never closed ends by itself later
      emit("end");
    },

    rate(score) {
      dispatch({ type: "rated", score });
      api.post("rate", { score }).catch(() => dispatch({ type: "rated", score: 0 }));
    },
  };
}
