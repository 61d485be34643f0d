/** `ambon leasing` as a program of its own: wiring only. */

import process from "node:process";
import { program } from "@ambon/process/adapter/program";
import { run } from "./leasing.ts";

process.exit(await program(run));
