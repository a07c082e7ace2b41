// The few words that the button itself needs, so that nothing is fetched before a click.
const WORDS = {
  en: ["The chat cannot be reached. Try again."],
  de: ["Chat nicht erreichbar. Bitte erneut versuchen."],
  fr: ["Chat injoignable. Veuillez réessayer."],
  es: ["Chat no disponible. Inténtalo de nuevo."],
  it: ["Chat non disponibile. Riprova."],
  nl: ["Chat niet bereikbaar. Probeer opnieuw."],
  pt: ["Chat indisponível. Tente novamente."],
  pl: ["Czat niedostępny. Spróbuj ponownie.", "Czat"],
  sv: ["Chatten kan inte nås. Försök igen.", "Chatt"],
  ja: ["接続できません。もう一度お試しください。", "チャット"],
  ar: ["الدردشة غير متاحة. حاول مجددًا.", "دردشة"],
  he: ["הצ׳אט אינו זמין. נסו שוב.", "צ׳אט"],
};

/** `[code, sentence for a failed load, name of the button]` in the tag's language, or the page's, or the browser's. */
export function speak(attribute) {
  const code = [attribute, document.documentElement.lang, ...navigator.languages, "en"]
    .map((tag) => tag?.slice(0, 2).toLowerCase())
    .find((code) => WORDS[code]);
  return [code, ...WORDS[code]];
}
