import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const manifestSchema = z.object({ name: z.string(), version: z.string() });

export interface CranePackage {
  /** The folder that holds package.json, models/ and the rest. */
  readonly root: string;
  readonly version: string;
}

/** Finds this package from where its code lies, in the sources and in the bundle alike. */
export function cranePackage(from = dirname(fileURLToPath(import.meta.url))): CranePackage {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const manifest = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (manifest.data?.name === 'crane') return { root: folder, version: manifest.data.version };
    }
    if (dirname(folder) === folder) throw new TypeError(`no package.json of crane above ${from}`);
  }
}
