// WCAG 2 contrast over [red, green, blue] from 0 to 255.

const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

/** Reads `#abc`, `#aabbcc`, and what browsers answer for a computed colour: `rgb(1, 2, 3)` or `color(srgb 0.1 0.2 0.3)`. */
export function parseColour(text) {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text)?.[1];
  if (hex) return hex.match(hex.length > 3 ? /../g : /./g).map((part) => parseInt(part.padEnd(2, part), 16));
  const [, space, rest] = /^(rgba?|color)\((?:srgb)?([^/)]+)/.exec(text) ?? [];
  const numbers = rest?.match(/-?[\d.]+(e-?\d+)?/g).slice(0, 3).map(Number);
  if (numbers?.length !== 3) return null;
  return space === "color" ? numbers.map((part) => part * 255) : numbers;
}

export function luminance(rgb) {
  const [red, green, blue] = rgb.map((part) => {
    const share = Math.min(Math.max(part / 255, 0), 1);
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/**
 * The brand colour as a background, and the text on it: white on a brand that is darkened by as little as that takes, or
 * black on a light one. At least 4.5 to 1 in any case.
 */
export function brandPair(brand) {
  return luminance(brand) > 0.25 ? [brand, BLACK] : [readable(brand, WHITE), WHITE];
}

/** The colour, moved towards black or white only as far as it takes to read well on the background. */
export function readable(colour, background) {
  const target = luminance(background) > 0.18 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = colour.map((part, index) => Math.round(part + (target[index] - part) * share));
    if (contrast(mixed, background) >= 4.5) return mixed;
  }
  return target;
}

export const css = (rgb) => `rgb(${rgb.map(Math.round).join(" ")})`;
