import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { workspaceAt, type Workspace } from '../../../src/library/workspace.ts';

/** A fresh workspace folder with an empty `.crane`, removed at the end of the test. */
export function tempWorkspace(t: Pick<TestContext, 'after'>): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'crane-workspace-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const workspace = workspaceAt(root);
  mkdirSync(workspace.cache, { recursive: true });
  return workspace;
}
