import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly menus?: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string }[];
  };
}

/** The extension under test, active. */
async function activeExtension(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension('crane-editing.crane');
  assert.ok(extension, 'VS Code did not load crane-editing.crane');
  await extension.activate();
  return extension;
}

describe('the extension and its manifest', () => {
  it('activates', async () => {
    const extension = await activeExtension();
    assert.equal(extension.isActive, true);
  });

  it('registers every contributed command, each with a title and the category CRANE', async () => {
    const manifest = (await activeExtension()).packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command, title, category } of manifest.contributes.commands) {
      assert.ok(registered.has(command), `${command} is in the manifest but no code registers it`);
      assert.ok(title.length > 0, `${command} has no title`);
      assert.equal(category, 'CRANE', `${command} is not in the category CRANE`);
    }
  });

  it('offers in menus and key bindings only commands that the manifest declares', async () => {
    const { contributes } = (await activeExtension()).packageJSON as Manifest;
    const declared = new Set(contributes.commands.map((entry) => entry.command));
    const offered = [...Object.values(contributes.menus ?? {}).flat(), ...(contributes.keybindings ?? [])];
    for (const { command } of offered) {
      if (command === undefined || !command.startsWith('crane.')) continue;
      assert.ok(declared.has(command), `${command} is offered in a menu or key binding but not declared`);
    }
  });

  it('can show every contributed view', async () => {
    const { contributes } = (await activeExtension()).packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    const views = Object.values(contributes.views).flat();
    assert.ok(views.length > 0);
    for (const { id } of views) assert.ok(registered.has(`${id}.focus`), `VS Code does not know the view ${id}`);
  });
});
