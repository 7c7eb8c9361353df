import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "./clips.ts";
import { atom, replaced } from "./hostile-files.ts";

describeUnless(withoutFfmpeg, "hostile files", () => {
  const folder = temporaryFolder();
  const secrets = temporaryFolder();
  let server: RunningServer;
  let web: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    const secret = makeClip(secrets, "secret.mp4", { width: 96, height: 96, seconds: 1 });
    makeClip(secrets, "secret.ts", { width: 96, height: 96, seconds: 1 });
    web = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end(readFileSync(secret));
    }).listen(0, "127.0.0.1");
    await new Promise((listening) => web.once("listening", listening));
    const host = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    const good = readFileSync(makeClip(folder, "good.mp4", { seconds: 1 }));
    const stored = { seconds: 1, sound: false, output: ["-c:v", "png", "-f", "mov"] };
    const images = readFileSync(makeClip(secrets, "images.mov", stored));
    const playlist = (url: string) =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${url}\n#EXT-X-ENDLIST\n`;
    const here = `file://${secrets}/secret.ts`;
    const files: Record<string, string | Uint8Array> = {
      "playlist.mp4": playlist(here),
      "playlist-of-mp4.mp4": playlist(`file://${secret}`),
      "playlist-of-web.mp4": playlist(`${host}/a.ts`),
      "playlist-of-paths.mp4": playlist(`${secrets}/secret.ts`),
      "playlist-of-subfile.mp4": playlist(`subfile,,start,0,end,0,,:${secrets}/secret.ts`),
      "playlist-of-concat.mp4": playlist(`concat:${secrets}/secret.ts|${secrets}/secret.ts`),
      "playlist-with-key.mp4": `#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="${here}"\n#EXTINF:1,\n${here}\n`,
      "playlist-behind-blanks.mp4": `${" ".repeat(200)}${playlist(here)}`,
      "list.mp4": `ffconcat version 1.0\nfile '${secret}'\n`,
      "list.webm": `ffconcat version 1.0\nfile ${secret}\n`,
      "session.mp4": `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n`,
      "manifest.mp4": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet><Representation id="1" bandwidth="1"><BaseURL>${host}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      "sequence-%d.mp4": "no frame",
      "frames.mp4": replaced(good, Buffer.from("url "), Buffer.from("alis")),
      "cut.mp4": good.subarray(0, Math.floor(good.length / 2)),
      "head.mp4": good.subarray(0, 40),
      "empty.mp4": "",
      "noise.mp4": Buffer.concat([good.subarray(0, 32), Buffer.alloc(100_000, 0x5a)]),
      // Frames of 320x180 that say they had 60,000 pixels a side.
      "absurd.mp4": replaced(
        replaced(
          images,
          Buffer.from([0, 0, 1, 64, 0, 0, 0, 180]),
          Buffer.from([0, 0, 234, 96, 0, 0, 234, 96]),
        ),
        Buffer.from([1, 64, 0, 180]),
        Buffer.from([234, 96, 234, 96]),
      ),
      "deep.mp4": Buffer.concat([
        atom("ftyp", Buffer.from("isom\0\0\0\0isom")),
        Array.from({ length: 20_000 }).reduce<Buffer>(
          (inner) => atom("moov", inner),
          Buffer.alloc(0),
        ),
      ]),
      "endless-atom.mp4": Buffer.concat([
        atom("ftyp", Buffer.from("isom\0\0\0\0isom")),
        Buffer.from([0, 0, 0, 1, ...Buffer.from("mdat"), 255, 255, 255, 255, 255, 255, 255, 255]),
      ]),
    };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    server = await startServer(fromCheckout, [folder, "--renderers", "1", "--timeout", "20s"]);
  }, 120_000);
  afterAll(async () => {
    web?.close();
    await server?.stop();
  });

  const names = [
    ..."playlist playlist-of-mp4 playlist-of-web playlist-of-paths playlist-of-subfile".split(" "),
    ..."playlist-of-concat playlist-with-key playlist-behind-blanks list session manifest".split(
      " ",
    ),
    ..."sequence-%25d cut head empty noise absurd deep endless-atom".split(" "),
  ].map((name) => `${name}.mp4`);
  for (const name of [...names, "list.webm"]) {
    for (const wish of [
      "ik-thumbnail.jpg",
      "ik-thumbnail.jpg?tr=so-auto",
      "ik-video.mp4?tr=w-50",
    ]) {
      test(`${name}/${wish} is refused, and reads nothing but the file`, async () => {
        const { status, headers, body } = await send(server.url, `/${name}/${wish}`);
        const error = headers.get("ik-error") ?? "";
        expect([status, error]).toEqual([
          expect.any(Number),
          expect.stringMatching(/^(?:EFORMAT|ELIMIT) - /),
        ]);
        expect([400, 415]).toContain(status);
        expect(Buffer.from(body).toString()).not.toContain(folder);
        expect(error).not.toContain("/");
      });
    }
  }

  test("a file that names another for its frames has none, or its own", async () => {
    const { status } = await send(server.url, "/frames.mp4/ik-thumbnail.jpg");
    expect([200, 415]).toContain(status);
  });

  test("no host was asked for anything, and the server goes on", async () => {
    expect(asked).toEqual([]);
    expect((await send(server.url, "/good.mp4/ik-thumbnail.jpg?tr=w-40")).status).toBe(200);
  });
});
