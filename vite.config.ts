import { readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env.PERENNIAL_URL ?? 'http://127.0.0.1:4600'

const keepDays = 7

/** Pages that stand open while a new version is built go on with the files of theirs; older ones are cleared away. */
function keepRecentFiles(): Plugin {
	return {
		name: 'keep-recent-files',
		apply: 'build',
		writeBundle({ dir = '' }, bundle) {
			const current = new Set(Object.keys(bundle))
			const oldest = Date.now() - keepDays * 86_400_000
			for (const name of readdirSync(join(dir, 'assets'))) {
				const path = join(dir, 'assets', name)
				if (!current.has(`assets/${name}`) && statSync(path).mtimeMs < oldest) rmSync(path)
			}
		},
	}
}

export default defineConfig({
	root: resolve(import.meta.dirname, 'web'),
	plugins: [react(), tailwind(), keepRecentFiles()],
	build: {
		outDir: resolve(import.meta.dirname, 'dist/web'),
		emptyOutDir: false,
		// Charts are one chunk that loads by itself.
		chunkSizeWarningLimit: 700,
		modulePreload: { polyfill: false },
	},
	server: {
		proxy: { '/api': server, '/v1': server },
	},
})
