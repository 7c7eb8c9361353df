/** Answers to the questions of an ACME server, by path (RFC 8555, 8.3). */
export interface Challenges {
  put(token: string, answer: string): void;
  remove(token: string): void;
  /** Undefined for a path that is no question that was announced. */
  answerTo(path: string): string | undefined;
}

export const challengeFolder = "/.well-known/acme-challenge/";

export function createChallenges(): Challenges {
  const answers = new Map<string, string>();
  return {
    put: (token, answer) => void answers.set(challengeFolder + token, answer),
    remove: (token) => void answers.delete(challengeFolder + token),
    answerTo: (path) => answers.get(path),
  };
}
