// Turns static/ into the files a shop loads: node build/build.mjs OUTPUT_DIRECTORY
// Everything but widget.js carries one hash in its name, taken over all of those files together, so that
// the loader needs to know a single short string and never mixes the files of two releases.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const STATIC = join(dirname(fileURLToPath(import.meta.url)), "..", "static");
// The oldest browsers with constructable style sheets and dynamic import on every platform.
const TARGET = ["chrome111", "edge111", "firefox121", "safari16.4"];

// Told to V8: nearly every function here runs at once, so compile them all while the file arrives and off the main thread,
// instead of each at its first call. For other engines it is a comment.
const AT_ONCE = { js: "//# allFunctionsCalledOnLoad" };

const minifiedCss = {
  name: "minified-css",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await esbuild.transform(source, { loader: "css", minify: true, target: TARGET });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle(entry, options) {
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: "utf8",
    legalComments: "none",
    target: TARGET,
    plugins: [minifiedCss],
    logLevel: "warning",
    ...options,
  });
  return result.outputFiles[0].contents;
}

async function panelFiles() {
  const files = new Map();
  for (const name of ["panel", "answers", "products", "forms", "proactive"]) {
    const banner = name === "panel" ? AT_ONCE : {};
    files.set(name, await bundle(join(STATIC, name, `${name}.js`), { format: "esm", banner }));
  }
  for (const name of (await readdir(join(STATIC, "lang"))).sort()) {
    const code = basename(name, ".js");
    if (code.startsWith("en")) continue; // English travels inside the modules
    files.set(`lang-${code}`, await bundle(join(STATIC, "lang", name), { format: "esm" }));
  }
  return files;
}

async function write(directory, name, contents) {
  const brotli = brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  await writeFile(join(directory, name), contents);
  await writeFile(join(directory, `${name}.br`), brotli);
  await writeFile(join(directory, `${name}.gz`), gzipSync(contents, { level: 9 }));
  return { bytes: contents.length, brotli: brotli.length };
}

const output = process.argv[2];
await mkdir(output, { recursive: true });

const files = await panelFiles();
const digest = createHash("sha256");
for (const [name, contents] of files) digest.update(name).update(contents);
const hash = digest.digest("hex").slice(0, 10);

const sizes = {};
for (const [name, contents] of files) {
  sizes[`${name}.${hash}.js`] = await write(output, `${name}.${hash}.js`, contents);
}
const loader = await bundle(join(STATIC, "widget.js"), { format: "iife", banner: AT_ONCE, define: { HASH: JSON.stringify(hash) } });
sizes["widget.js"] = await write(output, "widget.js", loader);
await writeFile(join(output, "manifest.json"), JSON.stringify({ hash, files: sizes }, null, 2));
