import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** A file of the dashboard, in every form in which it is sent. */
export interface Asset {
  name: string;
  type: string;
  /** Strong version of the text: SHA-256, shortened. */
  hash: string;
  text: string;
  /** Base64, as a macro's result is written into the program as text. */
  br: string;
  gzip: string;
}

const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

export interface Bundle {
  page: Asset;
  assets: Asset[];
}

/**
 * Bundles the dashboard. Called as a macro at build time in the executable, which then needs no
 * other file, and from a checkout by a process of its own.
 */
export function bundleDashboard(): Bundle {
  const folder = mkdtempSync(join(tmpdir(), "tintype-dashboard-"));
  try {
    const entry = fileURLToPath(import.meta.resolve("../dashboard/main.tsx"));
    // In a process of its own: the bundler waits for this macro, and cannot be called from it.
    const { status, stderr } = spawnSync(
      process.execPath,
      ["build", "--production", "--target=browser", "--outdir", folder, entry],
      { encoding: "utf8", cwd: fileURLToPath(import.meta.resolve("../..")) },
    );
    if (status !== 0) throw new Error(`The dashboard was not bundled: ${stderr}`);
    const assets = readdirSync(folder)
      .filter((file) => extname(file) in types)
      .map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const extension = extname(file);
        return packed(`tintype-${hashOf(text)}${extension}`, types[extension] ?? "", text);
      });
    return { page: packed("", "text/html; charset=utf-8", pageOf(assets)), assets };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A plate with cut corners and an oval portrait. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath d='M8 2h16l6 6v16l-6 6H8l-6-6V8z' fill='%23211b16'/%3E%3Cellipse cx='16' cy='16' rx='7' ry='9' fill='%23e2a76b'/%3E%3C/svg%3E";

function pageOf(assets: Asset[]): string {
  const address = (extension: string) =>
    `assets/${assets.find(({ name }) => name.endsWith(extension))?.name}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Tintype</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${address(".css")}">
<script type="module" src="${address(".js")}"></script>
<body><noscript>The dashboard needs JavaScript. The command line does all the same.</noscript></body>
</html>
`;
}

function packed(name: string, type: string, text: string): Asset {
  return {
    name,
    type,
    text,
    hash: hashOf(text),
    br: brotliCompressSync(text).toString("base64"),
    gzip: gzipSync(text, { level: 9 }).toString("base64"),
  };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
