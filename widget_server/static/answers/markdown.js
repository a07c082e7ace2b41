// A small Markdown: paragraphs, lists, tables, bold, italic, code, links. Text in, a tree of arrays out:
// ["p", {}, "text", ["strong", {}, "more"]]. What is not understood stays the text that it was.

const INLINE =
  /`([^`\n]+)`|\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])|\[([^\]\n]+)\]\(\s*(https?:\/\/[^\s)]+)\s*\)|(https?:\/\/[^\s<>"'`)\]]*[^\s<>"'`)\].,;:!?])/g;
const ITEM = /^\s*(?:([-*•])|(\d{1,9})[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The inline nodes of a line of text. */
export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, italic, label, href, bare] = match;
    if (match.index > end) nodes.push(text.slice(end, match.index));
    if (code) nodes.push(["code", {}, code]);
    else if (bold) nodes.push(["strong", {}, ...inline(bold)]);
    else if (italic) nodes.push(["em", {}, ...inline(italic)]);
    else nodes.push(["a", { href: href ?? bare }, label ?? bare]);
    end = match.index + whole.length;
  }
  if (end < text.length) nodes.push(text.slice(end));
  return nodes;
}

/** The block nodes of a message. Never throws, whatever the text. */
export function parse(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const start = at;
    if (!line.trim()) at++;
    else if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "")) {
      while (lines[at]?.includes("|")) at++;
      blocks.push(table(lines.slice(start, at)));
    } else if (ITEM.test(line)) {
      const kind = itemKind(line);
      while (itemKind(lines[at]) === kind) at++;
      blocks.push(list(lines.slice(start, at)));
    } else {
      do at++;
      while (lines[at]?.trim() && !ITEM.test(lines[at]));
      blocks.push(paragraph(lines.slice(start, at)));
    }
  }
  return blocks;
}

/** "ul", "ol", or undefined for a line that is no list item. */
function itemKind(line) {
  const item = ITEM.exec(line ?? "");
  return item ? (item[1] ? "ul" : "ol") : undefined;
}

function paragraph(lines) {
  const heading = lines.length === 1 && /^#{1,6}\s+(.+)$/.exec(lines[0]);
  if (heading) return ["p", {}, ["strong", {}, ...inline(heading[1])]];
  return ["p", {}, ...lines.flatMap((line, index) => [...(index ? [["br", {}]] : []), ...inline(line)])];
}

function list(lines) {
  const items = lines.map((line) => ITEM.exec(line));
  const start = items[0][2];
  return [itemKind(lines[0]), start > 1 ? { start } : {}, ...items.map(([, , , text]) => ["li", {}, ...inline(text)])];
}

function table([head, , ...body]) {
  const row = (cell, line) => [
    "tr",
    {},
    ...line.trim().replace(/^\||\|$/g, "").split("|").map((text) => [cell, {}, ...inline(text.trim())]),
  ];
  return ["table", {}, ["thead", {}, row("th", head)], ["tbody", {}, ...body.map((line) => row("td", line))]];
}
