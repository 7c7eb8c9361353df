import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { renderToStaticMarkup } from "react-dom/server";
import type { Component } from "svelte";
import { compile } from "svelte/compiler";
import { render } from "svelte/server";
import { decode } from "../../support/decode.ts";
import { managementOf, privateKey } from "../../support/management.ts";
import { program, type RunningServer, run, startServer } from "../../support/tintype.ts";
import { blockOf, codeOf, exportOf, valuesOf } from "./recipe.ts";

const project = join(import.meta.dirname, "../../..");
const shown = "https://images.example.com";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(program, [join(project, "src/demo"), "--private-key", privateKey]);
});
afterAll(() => server?.stop());

/** The URLs of the server in a text or a page. */
function urlsIn(text: string): string[] {
  const urls = text.replaceAll("&amp;", "&").match(/https:\/\/images\.example\.com\/[^\s"]+/g);
  return urls ?? [];
}

/** Gets each URL from the server under test; how large each image is, as WIDTHxHEIGHT. */
async function sizesOf(urls: readonly string[]): Promise<string[]> {
  const sizes: string[] = [];
  for (const url of urls) {
    expect(url).toStartWith(`${shown}/`);
    const answer = await fetch(url.replace(shown, server.url));
    expect([url, answer.status]).toEqual([url, 200]);
    const { width, height } = await decode(await answer.bytes());
    sizes.push(`${width}x${height}`);
  }
  return sizes;
}

async function setRewriter(type: string): Promise<void> {
  const call = managementOf(server.url);
  const path = "/v1/accounts/url-endpoints/default";
  const { json } = await call("GET", path);
  const { status } = await call("PUT", path, { ...json, urlRewriter: { type } });
  expect(status).toBe(200);
}

test("every URL of the recipe for HTML is an image of its size", async () => {
  const sizes = await sizesOf(urlsIn(codeOf("HTML").join("\n")));
  expect(sizes).toEqual(["800x533", "400x267", "800x533", "1600x1067", "600x600", "1200x600"]);
});

test("ImageKit's client makes the URL of an image", async () => {
  const urls = await valuesOf("imagekit.ts", blockOf("ImageKit's JavaScript client", "import"));
  expect(await sizesOf(urls as string[])).toEqual(["400x300"]);
});

test("ImageKit's component for React shows images", async () => {
  const [element] = await valuesOf(
    "react.tsx",
    `/** @jsxImportSource react */\n${blockOf("React", "import")}`,
  );
  const urls = urlsIn(renderToStaticMarkup(element as object));
  expect((await sizesOf(urls)).sort()).toEqual(["1200x800", "1200x800", "640x427"]);
});

test("the loader for Next.js makes the URLs of images", async () => {
  const loader = (await exportOf("next.ts", blockOf("Next.js", "export default"))) as (
    asked: object,
  ) => string;
  const urls = [{ width: 640 }, { width: 320, quality: 60 }].map((asked) =>
    loader({ src: "/coast.jpg", ...asked }),
  );
  expect(await sizesOf(urls)).toEqual(["640x427", "320x213"]);
});

test("Nuxt Image with ImageKit's provider makes the URLs of images", async () => {
  const { image } = (await exportOf(
    "nuxt.ts",
    `const defineNuxtConfig = (config: object) => config;\n${blockOf("Nuxt", "export default")}`,
  )) as { image: { provider: string; imagekit: object } };
  const runtime = join(project, "node_modules/@nuxt/image/dist/runtime");
  const { createImage } = await import(join(runtime, "image.js"));
  const { default: setup } = await import(join(runtime, `providers/${image.provider}.js`));
  const $img = createImage({
    ...image,
    providers: { [image.provider]: { setup, defaults: image.imagekit } },
    ...{ presets: {}, alias: {}, densities: [1, 2], screens: { md: 768 } },
  });
  // What the component does with its attributes.
  const tag = blockOf("Nuxt", "<NuxtImg");
  const props = Object.fromEntries(
    [...tag.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value]) => [name, value]),
  );
  const { src = "", sizes, ...modifiers } = props;
  const { srcset } = $img.getSizes(src, { sizes, modifiers });
  expect(await sizesOf(urlsIn(srcset))).toEqual(["400x300", "800x600", "1600x1200"]);
});

test("unpic makes the URL of an image", async () => {
  const urls = await valuesOf("unpic.ts", blockOf("unpic", "import"));
  expect(await sizesOf(urls.map(String))).toEqual(["400x300"]);
});

test("the image service for Astro makes the URLs of images", async () => {
  const { getURL } = (await exportOf("astro.ts", blockOf("Astro", "export default"))) as {
    getURL(asked: object): string;
  };
  const urls = [{ src: "/coast.jpg", width: 400, height: 300 }, { src: "coast.jpg" }].map(getURL);
  expect(await sizesOf(urls)).toEqual(["400x300", "2400x1600"]);
});

test("the component for SvelteKit shows images", async () => {
  const { js } = compile(blockOf("SvelteKit", "<script>"), { generate: "server" });
  const component = await exportOf("svelte.js", js.code);
  const props = { src: "/coast.jpg", alt: "A coast" };
  const { body } = render(component as Component, { props });
  expect(body).toContain('alt="A coast"');
  expect(await sizesOf(urlsIn(body))).toEqual([
    "800x533",
    "400x267",
    "800x533",
    "1200x800",
    "1600x1067",
  ]);
});

test("Cloudinary's clients make the URLs of images", async () => {
  await setRewriter("CLOUDINARY");
  for (const start of ["import { v2", "import { Cloudinary"]) {
    const values = await valuesOf(
      `cloudinary-${start.length}.ts`,
      blockOf("Cloudinary with the host changed", start),
    );
    const urls = values.filter((value) => typeof value === "string");
    expect(await sizesOf(urls)).toEqual(["300x300"]);
  }
});

test("imgix's client makes the URLs of images", async () => {
  await setRewriter("IMGIX");
  const values = await valuesOf("imgix.ts", blockOf("imgix with the host changed", "import"));
  const [url, ...more] = values.flatMap((value) => urlsIn(String(value)));
  expect(await sizesOf([url ?? ""])).toEqual(["400x300"]);
  expect(await sizesOf(more)).toEqual(
    [1, 2, 3, 4, 5].map((density) => `${400 * density}x${Math.round((800 * density) / 3)}`),
  );
});

test("the origins for WordPress and Shopify are added as they are printed", () => {
  for (const title of ["WordPress", "Shopify"]) {
    const [, ...args] = blockOf(title, "tintype origin add").split(" ");
    const { stderr, status } = run(program, [...args, "--data", server.data]);
    expect([stderr, status]).toEqual(["", 0]);
  }
});
