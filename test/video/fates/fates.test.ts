import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Video } from "@imagekit/react";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { readList } from "../../bench/wild/lists.ts";
import { isOfVideo } from "../../bench/wild/videos.ts";
import { imagekitOptions, imagekitSource, imagekitUrls, urlGenUrls } from "./clients.ts";
import { fateOf } from "./fate.ts";

/** What becomes of each URL, by its table. */
const file = join(import.meta.dirname, "fates.json");
const kept: Record<string, Record<string, string>> = JSON.parse(readFileSync(file, "utf8"));

const tables = {
  "real sites, Cloudinary": { service: "cloudinary", urls: wild("cloudinary") },
  "real sites, ImageKit": { service: "imagekit", urls: wild("imagekit") },
  "ImageKit's clients": { service: "imagekit", urls: imagekitUrls() },
  "url-gen": { service: "cloudinary", urls: urlGenUrls() },
} as const;

function wild(service: "cloudinary" | "imagekit"): Record<string, string> {
  const urls = readList(service, "http://127.0.0.1:1").filter(isOfVideo);
  return Object.fromEntries(urls.map(({ written, target }) => [written, target]));
}

for (const [name, { service, urls }] of Object.entries(tables)) {
  describe(`video URLs of ${name}`, () => {
    for (const [option, target] of Object.entries(urls)) {
      const key = `${option}: ${target}`;
      const short = kept[name]?.[key] ?? "no row of the table";
      test(`${option} is ${short}`, async () => {
        const fate = await fateOf(target, service);
        if (process.env.UPDATE_FATES) {
          kept[name] = { ...kept[name], [key]: fate };
          writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`);
        }
        expect([key, fate]).toEqual([key, kept[name]?.[key] ?? ""]);
      });
    }

    test("the table has no row of a URL that is not written", () => {
      const keys = Object.entries(urls).map(([option, target]) => `${option}: ${target}`);
      expect(Object.keys(kept[name] ?? {}).filter((key) => !keys.includes(key))).toEqual([]);
    });
  });
}

test("the URL that @imagekit/react's <Video> writes is the one of the table", () => {
  const urls = imagekitUrls();
  for (const [option, transformation] of Object.entries(imagekitOptions)) {
    const markup = renderToStaticMarkup(
      createElement(Video, {
        urlEndpoint: "https://ik.example/",
        src: imagekitSource(option),
        transformation: [transformation],
      }),
    );
    const [, source = ""] = /src="([^"]*)"/.exec(markup) ?? [];
    const target = source.replaceAll("&amp;", "&").replace("https://ik.example", "");
    expect([option, target]).toEqual([option, urls[option] ?? ""]);
  }
});
