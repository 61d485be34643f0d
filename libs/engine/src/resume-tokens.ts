/**
 * Who may come back to a session. A client holds one token; with each use it gets another. Its
 * old one stays good until it has acknowledged something under the new one, because the answer
 * that carried the new one may have been lost with the socket. Only one successor lives: using a
 * token again replaces it. Only hashes are kept.
 */

export interface TokenHashes {
  readonly current: string;
  /** "" = none was given out since. */
  readonly successor: string;
  /** The number before the first output that came with the successor. */
  readonly afterSeq: number;
}

export class ResumeTokens {
  #current = "";
  #successor = "";
  #afterSeq = 0;

  get hashes(): TokenHashes {
    return { current: this.#current, successor: this.#successor, afterSeq: this.#afterSeq };
  }

  /** As an earlier run of the engine knew them. */
  restore({ current, successor, afterSeq }: TokenHashes): void {
    this.#current = current;
    this.#successor = successor;
    this.#afterSeq = afterSeq;
  }

  /** A login: earlier tokens are void. */
  begin(hash: string): void {
    this.#current = hash;
    this.#successor = "";
  }

  /** Takes equally long for all hashes. */
  accepts(hash: string): boolean {
    const current = isSame(this.#current, hash);
    const successor = isSame(this.#successor, hash);
    return current || successor;
  }

  /** A token that was accepted is used: `next` is given out in its place, before `afterSeq` + 1. */
  succeed(used: string, next: string, afterSeq: number): void {
    if (isSame(this.#successor, used)) this.#current = used;
    this.#successor = next;
    this.#afterSeq = afterSeq;
  }

  /** The client has shown output up to `seq`: when it came after the newest token, so did that. */
  confirm(seq: number): void {
    if (this.#successor === "" || seq <= this.#afterSeq) return;
    this.#current = this.#successor;
    this.#successor = "";
  }
}

/** False for an empty one: no token was given out. */
const isSame = (known: string, given: string): boolean => {
  let differences = known.length ^ given.length;
  for (let at = 0; at < known.length; at += 1) {
    differences |= known.charCodeAt(at) ^ given.charCodeAt(at % Math.max(1, given.length));
  }
  return differences === 0 && known !== "";
};
