/** One request and what its answer must be; the same over every way to run the program. */
export interface Case {
  name: string;
  /** Path and query, sent exactly as written. */
  target: string;
  method?: string;
  headers?: Record<string, string>;
  status: number;
  /** Format and size, read by an independent decoder. */
  picture?: { format: string; width: number; height: number; pages?: number };
  /** Headers that the answer has, or, where null, has not. */
  has?: Record<string, string | RegExp | null>;
}

const jpeg = (width: number, height: number) => ({ format: "jpeg", width, height });
const webp = (width: number, height: number) => ({ format: "webp", width, height });
const png = (width: number, height: number) => ({ format: "png", width, height });
const browser = { Accept: "image/avif,image/webp,image/png,*/*;q=0.8" };

const pictures: Case[] = [
  { name: "path form", target: "/tr:w-300,h-300/photo.jpg", status: 200, picture: jpeg(300, 300) },
  { name: "query form", target: "/photo.jpg?tr=w-300,h-300", status: 200, picture: jpeg(300, 300) },
  { name: "one side", target: "/tr:w-400/photo.jpg", status: 200, picture: jpeg(400, 300) },
  { name: "a fraction", target: "/tr:w-0.5/photo.jpg", status: 200, picture: jpeg(400, 300) },
  { name: "a ratio", target: "/tr:w-200,ar-1-1/photo.jpg", status: 200, picture: jpeg(200, 200) },
  { name: "force", target: "/tr:w-90,h-10,c-force/photo.jpg", status: 200, picture: jpeg(90, 10) },
  {
    name: "at_max",
    target: "/tr:w-200,h-200,c-at_max/photo.jpg",
    status: 200,
    picture: jpeg(200, 150),
  },
  {
    name: "at_least",
    target: "/tr:w-200,h-200,c-at_least/photo.jpg",
    status: 200,
    picture: jpeg(267, 200),
  },
  {
    name: "extract",
    target: "/tr:w-70,h-50,cm-extract,x-5,y-6/photo.jpg",
    status: 200,
    picture: jpeg(70, 50),
  },
  {
    name: "pad_resize",
    target: "/tr:w-200,h-200,cm-pad_resize/photo.jpg",
    status: 200,
    picture: jpeg(200, 200),
  },
  { name: "density", target: "/tr:w-100,dpr-2/photo.jpg", status: 200, picture: jpeg(200, 150) },
  { name: "a chain", target: "/tr:w-200:rt-90/photo.jpg", status: 200, picture: jpeg(150, 200) },
  {
    name: "a turn by an odd angle",
    target: "/tr:w-400,h-300:rt-30/photo.jpg",
    status: 200,
    picture: png(497, 460),
  },
  {
    name: "blur and flip",
    target: "/tr:w-100,bl-5,fl-h_v/photo.jpg",
    status: 200,
    picture: jpeg(100, 75),
  },
  {
    name: "WebP asked for",
    target: "/tr:w-100,f-webp/photo.jpg",
    status: 200,
    picture: webp(100, 75),
  },
  {
    name: "AVIF asked for",
    target: "/tr:w-100,f-avif/photo.jpg",
    status: 200,
    picture: { format: "avif", width: 100, height: 75 },
  },
  {
    name: "PNG asked for",
    target: "/tr:w-100,f-png/photo.jpg",
    status: 200,
    picture: png(100, 75),
  },
  {
    name: "WebP negotiated",
    target: "/tr:w-101/photo.jpg",
    headers: browser,
    status: 200,
    picture: webp(101, 76),
    has: { Vary: "Accept", "Content-Type": "image/webp" },
  },
  {
    name: "nothing negotiated",
    target: "/tr:w-101/photo.jpg",
    status: 200,
    picture: jpeg(101, 76),
    has: { Vary: "Accept" },
  },
  {
    name: "no Vary for a fixed format",
    target: "/tr:w-101,f-jpg/photo.jpg",
    headers: browser,
    status: 200,
    picture: jpeg(101, 76),
    has: { Vary: null },
  },
  { name: "from PNG", target: "/tr:w-100/quadrants.png", status: 200, picture: png(100, 75) },
  { name: "from WebP", target: "/tr:w-100/quadrants.webp", status: 200, picture: jpeg(100, 75) },
  { name: "from AVIF", target: "/tr:w-100/quadrants.avif", status: 200, picture: jpeg(100, 75) },
  { name: "from GIF", target: "/tr:w-100/quadrants.gif", status: 200, picture: png(100, 75) },
  {
    name: "from an animated GIF",
    target: "/tr:w-30/animated.gif",
    status: 200,
    picture: { format: "gif", width: 30, height: 20, pages: 5 },
  },
  {
    name: "from an animated GIF for a browser",
    target: "/tr:w-30/animated.gif",
    headers: browser,
    status: 200,
    picture: { format: "webp", width: 30, height: 20, pages: 5 },
  },
  {
    name: "one frame of an animated GIF",
    target: "/tr:w-30,pg-2/animated.gif",
    status: 200,
    picture: { format: "png", width: 30, height: 20, pages: 1 },
  },
  { name: "from CMYK", target: "/tr:w-50/cmyk.jpg", status: 200 },
  { name: "from 16 bits", target: "/tr:w-50/deep.png", status: 200 },
  { name: "from a palette", target: "/tr:w-50/palette.png", status: 200 },
  { name: "from grey to WebP", target: "/tr:w-50,f-webp/grey.jpg", status: 200 },
  {
    name: "the original",
    target: "/photo.jpg",
    status: 200,
    picture: jpeg(800, 600),
    has: { Vary: null, "Content-Type": "image/jpeg" },
  },
  {
    name: "the original by orig-true",
    target: "/tr:w-100,orig-true/photo.jpg",
    status: 200,
    picture: jpeg(800, 600),
  },
  {
    name: "a file that is no picture",
    target: "/notes.txt",
    status: 200,
    has: { "Content-Type": "text/plain; charset=utf-8" },
  },
  {
    name: "a space in the name",
    target: "/tr:w-50/dir/a%20b.jpg",
    status: 200,
    picture: jpeg(50, 40),
  },
  {
    name: "a plus sign in the name",
    target: "/tr:w-50/dir/plus+sign.jpg",
    status: 200,
    picture: jpeg(50, 40),
  },
  {
    name: "a literal %2B in the name",
    target: "/tr:w-50/dir/image%252Bexample.jpg",
    status: 200,
    picture: jpeg(50, 40),
  },
  {
    name: "HEAD",
    target: "/tr:w-300,h-300/photo.jpg",
    method: "HEAD",
    status: 200,
    has: { "Content-Type": "image/jpeg", "Content-Length": /^\d{3,}$/ },
  },
  {
    name: "OPTIONS",
    target: "/photo.jpg",
    method: "OPTIONS",
    status: 204,
    has: { Allow: "GET, HEAD, OPTIONS" },
  },
];

const drawing = {
  "Content-Type": "image/svg+xml",
  "Content-Security-Policy": /sandbox$/,
  Vary: null,
};
const drawings: Case[] = [
  { name: "a drawing as it is", target: "/drawing.svg", status: 200, has: drawing },
  {
    name: "a drawing that nobody wants as pixels",
    target: "/tr:w-300/drawing.svg",
    headers: browser,
    status: 200,
    has: drawing,
  },
  {
    name: "a drawing as PNG",
    target: "/tr:w-300,f-png/drawing.svg",
    status: 200,
    picture: png(300, 150),
  },
  {
    name: "a drawing as WebP, cut",
    target: "/tr:w-80,h-80,f-webp/drawing.svg",
    status: 200,
    picture: webp(80, 80),
  },
  {
    name: "a drawing on a photo",
    target: "/tr:w-200:l-image,i-drawing.svg,w-50,t-false,l-end/photo.jpg",
    status: 200,
    picture: jpeg(200, 150),
  },
];

/** Every rendition's headers. */
const headers: Case[] = [
  {
    name: "headers of a rendition",
    target: "/tr:w-222/photo.jpg",
    status: 200,
    has: {
      ETag: /^"[0-9a-f]{32}"$/,
      "Last-Modified": /GMT$/,
      "Cache-Control": "public, s-maxage=31536000, max-age=31536000, must-revalidate",
      "X-Content-Type-Options": "nosniff",
      "X-Tintype-Cache": "miss",
      "X-Tintype-Origin": "folder",
      "Access-Control-Allow-Origin": "*",
      "Server-Timing":
        /origin;dur=.*render;dur=.*queue;dur=.*(?:read|operations);dur=.*encode;dur=.*write;dur=/,
    },
  },
  {
    name: "the second time",
    target: "/tr:w-222/photo.jpg",
    status: 200,
    has: { "X-Tintype-Cache": "disk" },
  },
  {
    name: "another spelling of the same",
    target: "/photo.jpg?tr=w-222.0,",
    status: 200,
    has: { "X-Tintype-Cache": "disk" },
  },
  {
    name: "known already",
    target: "/tr:w-222/photo.jpg",
    headers: { "If-None-Match": "*" },
    status: 304,
  },
];

/** Conditions and ranges, on renditions as on originals. */
const future = new Date(Date.now() + 86_400_000).toUTCString();
const past = "Thu, 01 Jan 2015 00:00:00 GMT";
const conditions: Case[] = ["/photo.jpg", "/tr:w-222/photo.jpg"].flatMap((target) => [
  { name: "not modified since", target, headers: { "If-Modified-Since": future }, status: 304 },
  { name: "modified since", target, headers: { "If-Modified-Since": past }, status: 200 },
  { name: "no date", target, headers: { "If-Modified-Since": "soon" }, status: 200 },
  {
    name: "a tag wins over a date",
    target,
    headers: { "If-None-Match": '"x"', "If-Modified-Since": future },
    status: 200,
  },
  {
    name: "a range",
    target,
    headers: { Range: "bytes=0-99" },
    status: 206,
    has: { "Content-Range": /^bytes 0-99\//, "Content-Length": "100" },
  },
  {
    name: "the end",
    target,
    headers: { Range: "bytes=-50" },
    status: 206,
    has: { "Content-Length": "50" },
  },
  { name: "a range beyond the end", target, headers: { Range: "bytes=99999999-" }, status: 416 },
  {
    name: "a range of what has changed",
    target,
    headers: { Range: "bytes=0-99", "If-Range": '"x"' },
    status: 200,
  },
]);

const noStore = { "Cache-Control": "no-store" };

/** Bad input and the contract's answer to it. */
const refusals: Case[] = [
  {
    name: "a truncated JPEG",
    target: "/tr:w-100/truncated.jpg",
    status: 415,
    has: { "ik-error": /^EFORMAT - .*damaged/, ...noStore },
  },
  {
    name: "text named .jpg",
    target: "/tr:w-100/text.jpg",
    status: 415,
    has: { "ik-error": /^EFORMAT - / },
  },
  {
    name: "an empty file",
    target: "/tr:w-100/empty.jpg",
    status: 415,
    has: { "ik-error": /^EFORMAT - / },
  },
  {
    name: "a header that promises 2500 megapixels",
    target: "/tr:w-100/bomb.png",
    status: 400,
    has: { "ik-error": /^ELIMIT - .*50000x50000/ },
  },
  {
    name: "w-abc",
    target: "/tr:w-abc/photo.jpg",
    status: 400,
    has: {
      "ik-error": "EINVAL - Cannot read `w`: expected a number above 0, got `abc`",
      ...noStore,
    },
  },
  {
    name: "w--5",
    target: "/tr:w--5/photo.jpg",
    status: 400,
    has: { "ik-error": /^EINVAL - .*`w`.*`-5`/ },
  },
  { name: "w-0", target: "/tr:w-0/photo.jpg", status: 400, has: { "ik-error": /^EINVAL - .*`w`/ } },
  {
    name: "an unknown parameter",
    target: "/tr:foo-1/photo.jpg",
    status: 400,
    has: { "ik-error": "EINVAL - Unknown parameter `foo`" },
  },
  {
    name: "a rendition that is too large",
    target: "/tr:w-60000,h-60000/photo.jpg",
    status: 400,
    has: { "ik-error": /^ELIMIT - / },
  },
  {
    name: "a cut that leaves the image",
    target: "/tr:w-900,h-900,cm-extract/photo.jpg",
    status: 400,
    has: { "ik-error": /^EINVAL - / },
  },
  {
    name: "a format that is not written",
    target: "/tr:f-svg/photo.jpg",
    status: 501,
    has: { "ik-error": "ENOTSUP - `f-svg` is not supported" },
  },
  {
    name: "a folder",
    target: "/dir",
    status: 404,
    has: { "ik-error": /^ENOENT - /, "Cache-Control": "public, max-age=30" },
  },
  {
    name: "a folder with a transformation",
    target: "/tr:w-100/dir/",
    status: 404,
    has: { "ik-error": /^ENOENT - / },
  },
  { name: "nothing", target: "/tr:w-100/nope.jpg", status: 404, has: { "ik-error": /^ENOENT - / } },
  { name: "the root", target: "/", status: 404, has: { "ik-error": /^ENOENT - / } },
  {
    name: "a path of 10,000 characters",
    target: `/${"a".repeat(10_000)}.jpg`,
    status: 400,
    has: { "ik-error": /^ELIMIT - / },
  },
  { name: "a climb out of the folder", target: "/..%2f..%2f..%2fetc%2fpasswd", status: 404 },
  { name: "a climb, encoded twice", target: "/%252e%252e/%252e%252e/etc/passwd", status: 404 },
  { name: "a hidden file", target: "/.git/config", status: 404 },
  { name: "a NUL byte", target: "/photo.jpg%00.png", status: 400 },
  {
    name: "malformed percent-encoding",
    target: "/100%.jpg",
    status: 400,
    has: { "ik-error": /^EINVAL - / },
  },
  {
    name: "POST",
    target: "/photo.jpg",
    method: "POST",
    status: 405,
    has: { Allow: "GET, HEAD, OPTIONS" },
  },
  { name: "an unknown address of ours", target: "/_/nothing", status: 404 },
];

export const cases: Case[] = [...pictures, ...drawings, ...headers, ...conditions, ...refusals];
