/** What is in the cache before each purge, by the names that the table uses. */
export const targets = {
  "one at 50": "/tr:w-50,f-jpg/pictures/cats/one.jpg",
  "one at 60": "/pictures/cats/one.jpg?tr=w-60,f-jpg",
  "one as it is": "/pictures/cats/one.jpg",
  "two at 50": "/tr:w-50,f-jpg/pictures/cats/two.jpg",
  "two as it is": "/pictures/cats/two.jpg",
  "dog at 50": "/tr:w-50,f-jpg/pictures/dog.jpg",
  "dog with one": "/tr:w-70,f-jpg:l-image,i-pictures@@cats@@one.jpg,w-20,l-end/pictures/dog.jpg",
  "one of the other": "/other/tr:w-50,f-jpg/pictures/cats/one.jpg",
} as const;

export type Name = keyof typeof targets;

export const names = Object.keys(targets) as Name[];

interface Purge {
  what: string;
  /** @param at where the server is, and the id of the first origin */
  body(at: { url: string; origin: string | undefined }): Record<string, unknown>;
  gone: Name[];
  /** What may stay or go. */
  unsaid?: Name[];
}

/** What each purge takes out of the cache. What is neither gone nor unsaid is to stay. */
export const purges: Purge[] = [
  {
    what: "a rendition's URL",
    body: ({ url }) => ({ url: url + targets["one at 50"] }),
    gone: ["one at 50"],
    // Its original has been fetched anew for it.
    unsaid: ["one as it is"],
  },
  {
    what: "a rendition's URL with the transformation in the query",
    body: ({ url }) => ({ url: url + targets["one at 60"] }),
    gone: ["one at 60"],
    unsaid: ["one as it is"],
  },
  {
    what: "an original's URL",
    body: ({ url }) => ({ url: url + targets["one as it is"] }),
    gone: ["one as it is"],
  },
  {
    what: "a URL of the other endpoint",
    body: ({ url }) => ({ url: url + targets["one of the other"] }),
    gone: ["one of the other"],
  },
  {
    what: "a file's URL with a wildcard",
    body: ({ url }) => ({ url: `${url}/pictures/cats/one.jpg*` }),
    gone: ["one at 50", "one at 60", "one as it is"],
  },
  {
    what: "all URLs that begin so",
    body: ({ url }) => ({ url: `${url}/pictures/cats/*` }),
    gone: ["one at 50", "one at 60", "one as it is", "two at 50", "two as it is"],
  },
  {
    what: "one original, and all that was made with it",
    body: ({ url }) => ({ original: url + targets["one as it is"] }),
    gone: ["one at 50", "one at 60", "one as it is", "dog with one"],
  },
  {
    what: "one origin",
    body: ({ origin }) => ({ origin }),
    gone: names.filter((name) => name !== "one of the other"),
  },
  {
    what: "everything",
    body: () => ({ everything: true }),
    gone: names,
  },
];
