import { resolve } from 'node:path'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.PERENNIAL_URL ?? 'http://127.0.0.1:4600'

export default defineConfig({
	root: resolve(import.meta.dirname, 'web'),
	plugins: [react(), tailwind()],
	build: {
		outDir: resolve(import.meta.dirname, 'dist/web'),
		emptyOutDir: true,
		// Charts are one chunk that loads by itself.
		chunkSizeWarningLimit: 700,
		modulePreload: { polyfill: false },
	},
	server: {
		proxy: { '/api': server, '/v1': server },
	},
})
