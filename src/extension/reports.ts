import * as vscode from 'vscode';

const SCHEME = 'crane-report';

/** Reports made of Markdown (doctor, evaluations), shown in VS Code's own preview. */
export interface Reports extends vscode.Disposable {
  show(title: string, markdown: string): Promise<void>;
}

export function createReports(): Reports {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) =>
      texts.get(uri.path) ?? '# This report was made before the window was reloaded\n\nMake it again.\n',
  });
  return {
    show: async (title, markdown) => {
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title.replace(/[/\\?#%]+/gu, ' ')}.md` });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    },
    dispose: () => {
      provider.dispose();
      changed.dispose();
    },
  };
}
