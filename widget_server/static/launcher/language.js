// The few words that the button itself needs, so that nothing is fetched before a click: its name where that is not
// "Chat", and what stands behind the name where that is not "offline".
const WORDS = {
  en: [],
  de: [],
  fr: ["Chat", "hors ligne"],
  es: ["Chat", "sin conexión"],
  it: [],
  nl: [],
  pt: [],
  pl: ["Czat"],
  sv: ["Chatt"],
  ja: ["チャット", "オフライン"],
  ar: ["دردشة", "غير متصلة"],
  he: ["צ׳אט", "לא מחובר"],
};

/** `[code, name, "offline"]` in the tag's language, or the page's, or the browser's. */
export function speak(attribute) {
  const code = [attribute, document.documentElement.lang, ...navigator.languages, "en"]
    .map((tag) => tag?.slice(0, 2).toLowerCase())
    .find((code) => WORDS[code]);
  return [code, ...WORDS[code]];
}
