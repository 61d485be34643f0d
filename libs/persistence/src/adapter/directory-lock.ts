/**
 * One process per data directory.
 *
 * Each process that wants the directory listens on a Unix socket of its own in it,
 * `lock-<nonce>.sock`, and only then looks at the others. The kernel closes a socket with its
 * process, however that ends, so: connectable = alive, refused = left behind, and deleted (names
 * are never used twice, so deleting a dead one is always right).
 *
 * A socket answers a visitor with what its process is: `held`, or `want` followed, when that is
 * decided, by `held` or by the end. Everybody publishes first and looks afterwards, so of two at
 * least one sees the other. Seeing a holder, or a wanter with a greater nonce, one gives up; the
 * greater nonce waits for what becomes of the smaller (it may have looked too early to see us).
 * Waiting goes only from greater to smaller: no circle. So racing processes never both get it.
 *
 * Unix socket paths are short (104 to 108 bytes): when the directory's is longer, the socket is
 * reached through a symbolic link of a private temporary directory. It is bound in the data
 * directory all the same. Two machines on one network file system do not see each other's sockets:
 * a data directory belongs to one machine.
 */

import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, rename, rm, symlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, sayFsError } from "@ambon/kernel/adapter/fs-error";
import { OperatorError } from "@ambon/kernel/operator-error";

const SOCKET_PATH_BYTES_MAX = 100;
/** A wanter that has not decided by then is taken for a holder. */
const ANSWER_MS_MAX = 5000;
const LOCK_NAME = /^lock-([0-9a-f]{16})\.sock$/;

/** Locks that are held: a lock nobody refers to must not be collected, and with it its socket. */
const held = new Set<DirectoryLock>();

/** The directory cannot be had; the message says why and what to do. */
export class DirectoryLockError extends OperatorError {
  override readonly name = "DirectoryLockError";
}

export class DirectoryLock {
  readonly #directory: string;
  readonly #server: Server;
  readonly #name: string;
  readonly #visitors = new Set<Socket>();
  #held = false;

  private constructor(directory: string, server: Server, name: string) {
    this.#directory = directory;
    this.#server = server;
    this.#name = name;
    server.on("connection", (visitor) => this.#welcome(visitor));
  }

  /** Takes the directory or throws DirectoryLockError. */
  static async take(directory: string): Promise<DirectoryLock> {
    const nonce = randomBytes(8).toString("hex");
    const server = createServer();
    const lock = new DirectoryLock(directory, server, `lock-${nonce}.sock`);
    try {
      await withShortPath(directory, (short) => listen(server, join(short, `.${nonce}.sock`)));
      await chmod(join(directory, `.${nonce}.sock`), 0o600);
      await rename(join(directory, `.${nonce}.sock`), join(directory, lock.#name));
    } catch (error) {
      await lock.release();
      await rm(join(directory, `.${nonce}.sock`), { force: true });
      throw new DirectoryLockError(
        `The data directory cannot be locked: ${sayFsError(error, directory)}.`,
      );
    }
    if (await othersGiveWay(directory, nonce)) {
      lock.#hold();
      return lock;
    }
    await lock.release();
    throw new DirectoryLockError(
      `The data directory ${directory} is in use by another server process. ` +
        "Stop that one first, or set AMBON_DATA_DIR to another directory.",
    );
  }

  /** Gives the directory back. */
  async release(): Promise<void> {
    held.delete(this);
    await rm(join(this.#directory, this.#name), { force: true });
    for (const visitor of this.#visitors) visitor.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #hold(): void {
    this.#held = true;
    held.add(this);
    this.#server.unref();
    for (const visitor of this.#visitors) visitor.end("held\n");
  }

  #welcome(visitor: Socket): void {
    this.#visitors.add(visitor);
    visitor.on("error", () => visitor.destroy()); // a visitor that went away is no news
    visitor.on("close", () => this.#visitors.delete(visitor));
    if (this.#held) visitor.end("held\n");
    else visitor.write("want\n");
  }
}

/** A path to `directory` that leaves room for a socket's name. */
async function withShortPath<T>(directory: string, use: (short: string) => Promise<T>): Promise<T> {
  const longest = join(directory, "lock-0123456789abcdef.sock");
  if (Buffer.byteLength(longest) <= SOCKET_PATH_BYTES_MAX) return use(directory);
  const private_ = await mkdtemp(join(tmpdir(), "ambon-"));
  try {
    await symlink(directory, join(private_, "d"));
    return await use(join(private_, "d"));
  } finally {
    await rm(private_, { recursive: true, force: true });
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve());
  });
}

async function othersGiveWay(directory: string, nonce: string): Promise<boolean> {
  for (const name of await readdir(directory)) {
    const other = LOCK_NAME.exec(name)?.[1];
    if (other === undefined || other === nonce) continue;
    const path = join(directory, name);
    const patience = other < nonce ? "wait" : "first";
    const became = await withShortPath(directory, (short) => visit(join(short, name), patience));
    if (became === "dead") await rm(path, { force: true });
    if (became === "alive") return false;
  }
  return true;
}

type Standing = "dead" | "gone" | "alive";

/** `first`: a wanter is reason enough to give up; `wait`: see what becomes of it. */
function visit(path: string, patience: "first" | "wait"): Promise<Standing> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(path);
    const timer = setTimeout(() => settle("alive"), ANSWER_MS_MAX);
    const settle = (standing: Standing): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(standing);
    };
    socket.on("data", (bytes) => {
      heard += bytes.toString("utf8");
      if (heard.includes("held")) settle("alive");
      else if (patience === "first" && heard.includes("want")) settle("alive");
    });
    socket.on("end", () => settle("gone"));
    socket.on("close", () => settle("gone"));
    socket.on("error", (error) => {
      const code = codeOf(error);
      if (code === "ECONNREFUSED") settle("dead");
      else settle(code === "ENOENT" || code === "ECONNRESET" ? "gone" : "alive");
    });
  });
}
