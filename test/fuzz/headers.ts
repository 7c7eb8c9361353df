import type { Random } from "./random.ts";

const values: Record<string, readonly string[]> = {
  Accept: [
    ...["image/avif,image/webp,*/*;q=0.8", "image/jxl", "*/*;q=0", "image/webp;q=0", "text/html"],
    ...["application/json", ",,;;==", "image/*;q=abc", `image/webp${",image/webp".repeat(200)}`],
  ],
  "Accept-Encoding": ["gzip, br", "identity;q=0", "zstd", "*;q=0.001", "br;q=9", "gzip;;"],
  Range: [
    ...["bytes=0-9", "bytes=-5", "bytes=5-", "bytes=9-5", "bytes=0-0,5-9", "bytes=99999999999-"],
    ...["bytes=-0", "bytes=", "lines=1-2", `bytes=${"0-0,".repeat(300)}`, "bytes= 1 - 2"],
  ],
  "If-None-Match": ["*", '"a"', 'W/"a", "b"', "a", `${'"x",'.repeat(200)}`],
  "If-Modified-Since": ["Tue, 01 Jul 2100 10:00:00 GMT", "yesterday", "0", "Tue, 31 Feb 2020"],
  "If-Range": ['"a"', "Tue, 01 Jul 2025 10:00:00 GMT", "x"],
  DPR: ["2", "0", "-1", "1e9", "NaN", "2,3", "99999999999999999999"],
  "Sec-CH-Width": ["300", "0", "65536", "-5", "x", "1.5"],
  "Sec-CH-Viewport-Width": ["300", "0", "1e99", "x"],
  "Save-Data": ["on", "off", "?1", ""],
  "X-Forwarded-For": ["203.0.113.7", "::1, 10.0.0.1", "a,b,c", ",,,", "203.0.113.7:99", "[::1]:8"],
  "X-Forwarded-Proto": ["https", "javascript", ""],
  "X-Request-Id": ["abc", "é", "a".repeat(500), "../..", "a b"],
  Origin: ["https://a.example", "null", "*", "javascript:alert(1)"],
  Cookie: ["a=b", "tintype=x", ";;;", "=".repeat(2000)],
  Authorization: ["Basic", "Basic !!!!", "Basic Og==", "Bearer x", "Basic YTo="],
  Forwarded: ["for=1.2.3.4", 'for="[::1]:9"', ";;for=", "for=unknown, for=_x"],
};

/** Up to five headers that an answer may depend on, well and badly written. */
export function anyHeaders(random: Random): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let left = random.below(6); left > 0; left -= 1) {
    const name = random.pick(Object.keys(values));
    headers[name] = random.pick(values[name] as readonly string[]);
  }
  return headers;
}
