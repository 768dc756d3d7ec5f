import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

/**
 * The house's import zones (docs/architecture.md). Each room lists what it may import;
 * everything else under src/ is refused. A room always imports itself.
 */
const PURE = ['text', 'trace', 'facts', 'samples', 'prompts', 'rewards', 'judges/rule', 'protocol'];
const MAY_IMPORT = {
  text: [],
  trace: ['text'],
  facts: ['text'],
  samples: ['text'],
  prompts: ['text', 'trace', 'facts', 'samples'],
  rewards: ['text', 'trace', 'facts', 'samples'],
  'judges/rule': ['text', 'trace', 'facts', 'samples'],
  protocol: ['text', 'trace', 'facts', 'samples', 'prompts', 'rewards', 'judges/rule'],
  library: [...PURE],
  nn: [...PURE],
  qwen: [...PURE, 'nn'],
  retrieval: [...PURE, 'library', 'nn', 'qwen'],
  engines: [...PURE, 'library', 'nn', 'qwen'],
  judges: [...PURE, 'library', 'nn', 'qwen', 'retrieval', 'engines'],
  methods: [...PURE, 'library', 'nn', 'qwen', 'retrieval', 'engines'],
  evals: [...PURE, 'library', 'nn', 'qwen', 'retrieval', 'engines', 'judges', 'methods'],
  bench: [...PURE, 'library', 'nn', 'qwen', 'retrieval', 'engines', 'judges', 'methods'],
  training: [...PURE, 'library', 'nn', 'qwen', 'retrieval', 'engines', 'judges', 'methods', 'bench', 'evals'],
  server: [...PURE, 'library', 'nn', 'qwen', 'retrieval', 'engines', 'judges', 'methods', 'evals', 'bench', 'training'],
  cli: [
    ...PURE,
    'library',
    'nn',
    'qwen',
    'retrieval',
    'engines',
    'judges',
    'methods',
    'evals',
    'bench',
    'training',
    'server',
  ],
  extension: [...PURE],
};
const zones = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [...new Set([room, ...allowed])].map((r) => `./${r}`),
  message: `src/${room} may import only: ${allowed.join(', ') || 'itself'} (docs/architecture.md, Rooms).`,
}));
zones.push({
  target: './webview',
  from: './src',
  except: PURE.map((r) => `./${r}`),
  message: 'webviews import only the pure rooms and protocol (docs/architecture.md, Rooms).',
});

const NO_NODE = {
  patterns: [
    {
      group: ['node:*', 'vscode', 'fs', 'path', 'os', 'crypto', 'child_process'],
      message: 'A pure room imports neither node: nor vscode.',
    },
  ],
};

export default tseslint.config(
  {
    ignores: ['dist/**', 'out/**', '.runtime/**', 'node_modules/**', 'models/**', 'examples/**', 'test/golden/data/**'],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.mjs', '.js', '.json'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: PURE.map((r) => `src/${r}/**/*.ts`),
    rules: {
      'no-restricted-imports': ['error', NO_NODE],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname'],
    },
  },
  { files: ['scripts/**', 'bin/**', 'src/cli/**', 'perf/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/extension/**', 'test/vscode/**'],
    rules: { 'no-restricted-modules': ['error', 'vscode'] },
  },
);
