/** What the tests of responses are told of a rendition, and of how it is answered. */
export const terms = {
  cacheControl: "default",
  corsOrigins: ["*"],
  hints: { vary: [] },
  ignored: [],
  fileName: "a.jpg",
  site: null,
};

export const meta = { contentType: "image/jpeg", hash: "1", origin: "web" };
