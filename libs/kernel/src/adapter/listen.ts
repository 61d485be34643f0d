/** Binds a server to its port, or says in a sentence why not and what to change. */

import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { OperatorError } from "../operator-error.ts";

export interface ListenOptions {
  readonly hostname: string;
  /** 0 = any free one. */
  readonly port: number;
  /** The environment key that sets the port, for the sentence. */
  readonly portKey: string;
  /** The same for the address, AMBON_HOST if not given. */
  readonly hostKey?: string;
}

/** The port could not be had; `message` is for the operator. */
export class ListenError extends OperatorError {
  override readonly name = "ListenError";
}

/** Resolves with the port that is bound. Throws ListenError. */
export const listen = async (server: Server, options: ListenOptions): Promise<number> => {
  const { hostname, port } = options;
  try {
    server.listen({ host: hostname, port });
    await once(server, "listening");
  } catch (error) {
    throw new ListenError(sentence(error, options), { cause: error });
  }
  return (server.address() as AddressInfo).port;
};

const sentence = (error: unknown, options: ListenOptions): string => {
  const { hostname, port, portKey, hostKey = "AMBON_HOST" } = options;
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "EADDRINUSE") {
    return (
      `Port ${port} on ${hostname} is in use by another program. ` +
      `Stop that program, or set ${portKey} to another port (0 = any free one).`
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return (
      `Port ${port} on ${hostname} may not be opened by this user. ` +
      `Set ${portKey} to a port above 1023.`
    );
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `This machine has no address ${hostname}. Set ${hostKey} to one of its own addresses.`;
  }
  const what = `Port ${port} on ${hostname} could not be opened (${code}).`;
  return `${what} Check ${portKey} and ${hostKey}.`;
};
