/** Where lines may break, by Unicode Annex 14. */
export default class LineBreaker {
  constructor(text: string);
  /** The next place, as an index of UTF-16 units; null after the last. */
  nextBreak(): { position: number; required: boolean } | null;
}
