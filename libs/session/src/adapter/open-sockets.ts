/** The sockets of one listener, so that closing it can wait for the last of them. */
export class OpenSockets<T extends { destroy(): void }> {
  readonly #open = new Set<T>();
  #onEmpty: (() => void) | null = null;

  get size(): number {
    return this.#open.size;
  }

  add(socket: T): void {
    this.#open.add(socket);
  }

  /** Call it when the socket's end has been told to everybody. */
  remove(socket: T): void {
    this.#open.delete(socket);
    if (this.#open.size === 0) this.#onEmpty?.();
  }

  each(act: (socket: T) => void): void {
    for (const socket of this.#open) act(socket);
  }

  /** Ends all; resolves when the last one was removed. Call it once. */
  destroyAll(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#open.size === 0) resolve();
      else {
        this.#onEmpty = resolve;
        this.each((socket) => socket.destroy());
      }
    });
  }
}
