import { expect, test } from "bun:test";
import { parseRequest } from "../../src/delivery/request.ts";
import { linkFrom } from "../../src/delivery/video/stream-link.ts";
import { endpointDefaults } from "../../src/endpoints/settings.ts";

const common = {
  ...endpointDefaults,
  hostnames: [],
  origins: [],
  variesByHost: false,
  revision: "",
};
const endpoints = [
  { ...common, id: "own", urlPrefix: "" },
  { ...common, id: "cld", urlPrefix: "cld", urlRewriter: { type: "CLOUDINARY" as const } },
];
const name = "ik-stream-240.m3u8";

const rows: [list: string, file: string][] = [
  ["/a/clip.mp4/ik-master.m3u8?tr=sr-240&v=1", `/a/clip.mp4/${name}?tr=sr-240&v=1`],
  ["/tr:sr-240/clip.mp4/ik-master.m3u8", `/tr:sr-240/clip.mp4/${name}`],
  ["/clip.mp4/ik-master.mpd/tr:sr-240", `/clip.mp4/${name}/tr:sr-240`],
  [`/clip.mp4/${name}`, `/clip.mp4/${name}`],
  ["/cld/video/upload/sp_hd/a/clip.m3u8?_a=B", `/cld/video/upload/sp_hd/a/clip.m3u8/${name}?_a=B`],
  ["/cld/video/upload/sp_hd/at:10:30.m3u8", `/cld/video/upload/sp_hd/at:10:30.m3u8/${name}`],
  ["/cld/video/upload/a.m3u8/ik-stream-480.m3u8", `/cld/video/upload/a.m3u8/${name}`],
];
for (const [list, file] of rows) {
  test(`what ${list} names is found at ${file}`, () => {
    const url = `http://img.test${list}`;
    const loaded = { endpoints, named: new Map() };
    const [request] = parseRequest({ url, headers: new Headers() }, { loaded, id: undefined });
    expect(new URL(linkFrom(request)(name), url).href).toBe(`http://img.test${file}`);
  });
}
