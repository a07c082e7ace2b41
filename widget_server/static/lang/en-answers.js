export default {
  helpful: "Helpful",
  unhelpful: "Not helpful",
  sources: "Sources",
  shop: "Someone from the shop",
  joined: "Someone from the shop is answering you now.",
  left: "The assistant is answering again.",
};
