import type { Crane } from '../server/index.ts';
import { writeJson, writeOut } from './output.ts';
import { withCrane, type WorkspaceFlags } from './with_crane.ts';

/** Does something with each of the named stored traces, in order, and prints one result a line. */
export async function mapStored<R>(
  ids: readonly string[],
  flags: Partial<WorkspaceFlags>,
  work: (crane: Crane, id: string) => R,
  show: (result: R) => Promise<void>,
): Promise<void> {
  await withCrane(flags, async (crane) => {
    for (const id of ids) {
      const result = work(crane, id);
      if (flags.json === true) await writeJson(result);
      else {
        await writeOut(`${id}   `);
        await show(result);
      }
    }
  });
}
