import { Elysia } from "elysia";
import { encodingFor } from "../delivery/compression.ts";
import { Failure } from "../failure.ts";
import type { Asset } from "../runtime/dashboard-bundle.ts";
import { loadDashboard } from "../runtime/runtime.ts";
import { failureResponse } from "./responses.ts";

/** Nothing but our own files, and no other site's frame: a stolen click could delete an origin. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

const common = {
  "Content-Security-Policy": policy,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  Vary: "Accept-Encoding",
};

/** The dashboard: one page and its files. They hold no data; the page asks for it with a session. */
export function createDashboard() {
  return new Elysia({ name: "dashboard" })
    .get("/_/", async ({ request }) => {
      const { page } = await loadDashboard();
      return send(request, page, "no-cache");
    })
    .get("/_/assets/:name", async ({ request, params }) => {
      const { assets } = await loadDashboard();
      const asset = assets.find(({ name }) => name === params.name);
      if (!asset) return failureResponse(request, new Failure("ENOENT", "Nothing is here"));
      // The name changes with the content.
      return send(request, asset, "public, max-age=31536000, immutable");
    });
}

function send(request: Request, asset: Asset, cacheControl: string): Response {
  const bytes = Buffer.byteLength(asset.text);
  const encoding = encodingFor(request.headers.get("accept-encoding"), asset.type, bytes);
  // Every form has an ETag of its own, or a cache would mix them (RFC 9110, 8.8.3.3).
  const etag = `"${asset.hash}${encoding === undefined ? "" : `-${encoding}`}"`;
  const headers = { ...common, "Cache-Control": cacheControl, ETag: etag };
  if (matches(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const body =
    encoding === undefined ? Buffer.from(asset.text) : Buffer.from(asset[encoding], "base64");
  return new Response(body, {
    headers: {
      ...headers,
      "Content-Type": asset.type,
      ...(encoding === undefined ? {} : { "Content-Encoding": encoding }),
    },
  });
}

function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
