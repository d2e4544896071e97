import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** What the type checker cannot say: a promise nobody waits for, markup that Svelte would misread. */
export default ts.config(
    { ignores: ['dist', 'src/generated', 'public', 'reports', '.stryker-tmp'] },
    ...ts.configs.recommended,
    ...svelte.configs.recommended,
    {
        languageOptions: {
            parserOptions: {
                projectService: true,
                tsconfigRootDir: import.meta.dirname,
                extraFileExtensions: ['.svelte'],
            },
        },
        rules: {
            '@typescript-eslint/no-unused-vars': [
                'error',
                { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
            ],
            // The frame hands each screen the part of its address, whether it has parts or none.
            'svelte/no-unused-props': 'off',
            // What is reactive is named by a rune; these maps and addresses are made anew instead.
            'svelte/prefer-svelte-reactivity': 'off',
            // {' '} keeps a space that the formatter would break a line at.
            'svelte/no-useless-mustaches': 'off',
        },
    },
    {
        files: ['**/*.svelte', '**/*.svelte.ts'],
        languageOptions: { parserOptions: { parser: ts.parser } },
    },
    {
        files: ['src/worker/sw.ts'],
        languageOptions: {
            parserOptions: { projectService: false, project: 'tsconfig.worker.json' },
        },
    },
    {
        files: ['src/**/*.ts', 'src/**/*.svelte'],
        rules: {
            '@typescript-eslint/no-floating-promises': 'error',
            '@typescript-eslint/await-thenable': 'error',
        },
    },
);
