// Bundles the editor into the package, with the licences of what is in it and a record of what it was made of.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "stillroom", "web", "static", "editor");
const SOURCES = ["build.mjs", "editor.js", "package-lock.json", "package.json"];

const { metafile, outputFiles: [bundle] } = await build({
  absWorkingDir: here, entryPoints: ["editor.js"], outfile: "editor.js", bundle: true, minify: true, format: "esm",
  target: "es2022", charset: "utf8", legalComments: "none", metafile: true, write: false, logLevel: "warning",
});

const [output] = Object.values(metafile.outputs);
const bundled = Object.entries(output.inputs)
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  .map(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
  .filter(Boolean);

function licence(name) {
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).sort().find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name}: no file with its licence`);
  const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  return `${name} ${about.version} (${about.license})\n\n${text}\n`;
}

const licences = [...new Set(bundled)].sort().map(licence).join(`\n${"-".repeat(72)}\n\n`);
const digest = (content) => createHash("sha256").update(content).digest("hex");
const made = { "editor.js": Buffer.from(bundle.contents), "LICENCES.txt": Buffer.from(licences) };
const record = {
  sources: Object.fromEntries(SOURCES.map((name) => [name, digest(readFileSync(join(here, name)))])),
  built: Object.fromEntries(Object.entries(made).map(([name, content]) => [name, digest(content)])),
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const [name, content] of Object.entries(made)) writeFileSync(join(target, name), content);
writeFileSync(join(here, "built.json"), `${JSON.stringify(record, null, 2)}\n`);
console.log(`editor.js: ${bundle.contents.length} bytes, of ${[...new Set(bundled)].sort().join(", ")}`);
