export default {
  helpful: "Helpful",
  unhelpful: "Not helpful",
  sources: "Sources",
};
