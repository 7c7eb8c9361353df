/** Keys that every storage holds. */
export const plainKeys = [
  "plain.jpg",
  "dir/sub/a b.jpg",
  "plus+sign.jpg",
  "image%2Bexample.jpg",
  "ünïcödé/日本語.jpg",
  "q?uestion.jpg",
  "hash#tag.jpg",
  "amp&er=sand.jpg",
  "quote's(1)!*.jpg",
  "tr:w-300,h-300.jpg",
  "comma,semi;colon@at.jpg",
  "emoji-😀.jpg",
  "trailing.dot.",
  "per%cent.jpg",
  "tilde~.jpg",
  "brack[et]{s}.jpg",
];

/** Shapes that a file system cannot hold, and so s3rver neither. */
export const oddKeys = ["a//b.jpg", "./rel.jpg", "x/../y.jpg", "/lead.jpg", "back\\slash.jpg"];
