import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readList } from "../bench/wild/lists.ts";
import { isAsSaid, isOfVideo } from "../bench/wild/videos.ts";
import { send } from "../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "./clips.ts";

const urls = (["cloudinary", "imagekit"] as const)
  .flatMap((service) => readList(service, "http://127.0.0.1:1"))
  .filter(isOfVideo);

/** What is not made of these, and why. */
const fates: [written: RegExp, ignored: RegExp][] = [
  [/e_preview/, /e_preview/],
  [/e_loop/, /e_loop/],
  [/l_video/, /l_video/],
];

describeUnless(withoutFfmpeg, "video URLs of real sites", () => {
  const folder = temporaryFolder();
  let server: RunningServer;
  let seen: { written: string; status: number; type: string | null; ignored: string }[] = [];

  beforeAll(async () => {
    mkdirSync(join(folder, "p"));
    makeClip(folder, "p/clip.mp4", { width: 640, height: 360, seconds: 2 });
    server = await startServer(fromCheckout, [
      ...["--renderers", "1", "--id", "demo", "--private-key", privateKey],
    ]);
    const call = managementOf(server.url);
    const origin = { type: "LOCAL_FOLDER", name: "local", path: folder };
    const { json } = await call("POST", "/v1/accounts/origins", origin);
    const origins = [json.id];
    await putEndpoint(call, { origins });
    await putEndpoint(call, { urlPrefix: "cld", origins, urlRewriter: { type: "CLOUDINARY" } });
    seen = [];
    for (const { written, service, target } of urls) {
      const path = service === "cloudinary" ? `/cld${target}` : target;
      let answer = await send(server.url, path);
      for (let tries = 0; tries < 20 && [202, 302].includes(answer.status); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        answer = await send(server.url, path);
      }
      const { status, headers } = answer;
      const ignored = headers.get("x-tintype-ignored") ?? "";
      seen.push({ written, status, type: headers.get("content-type"), ignored });
    }
  }, 300_000);
  afterAll(() => server?.stop());

  test("nine of ten give what they say", () => {
    const wrong = seen.filter(({ written, status, type }) => !isAsSaid(written, status, type));
    expect(urls.length).toBeGreaterThan(35);
    if (wrong.length > 0) console.log(wrong);
    expect(wrong.length).toBeLessThanOrEqual(urls.length * 0.1);
  });

  test("and what is left out of them is named", () => {
    for (const { written, ignored } of seen) {
      const expected = fates.find(([url]) => url.test(written))?.[1];
      if (expected) expect([written, ignored]).toEqual([written, expect.stringMatching(expected)]);
      else expect([written, ignored]).toEqual([written, ""]);
    }
  });
});
