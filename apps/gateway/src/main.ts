/** `ambon gateway`: wiring only. */

import process from "node:process";
import { program } from "@ambon/process/adapter/program";
import { run } from "./gateway.ts";

process.exit(await program(run));
