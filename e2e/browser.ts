import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
]

function findOnPath(): string | undefined {
	for (const name of names) {
		try {
			return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
		} catch {
			// The next name.
		}
	}
	return undefined
}

function lookForChromium(): string | undefined {
	const { PERENNIAL_CHROMIUM: given } = process.env
	return (
		[given, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(path => path && existsSync(path)) ??
		findOnPath()
	)
}

function installChromium(): void {
	if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
	process.stderr.write('Chromium is missing; apt-get installs it for the tests in the browser.\n')
	try {
		for (const rest of [['update'], ['install', '-y', 'chromium']])
			execFileSync('apt-get', rest, { stdio: 'ignore', timeout: 600_000 })
	} catch {
		// What follows says that there is none.
	}
}

/** Path of a Chromium, installed where that can be done; undefined where there is none, which is said on stderr. */
export function findChromium(): string | undefined {
	const found = lookForChromium()
	if (found) return found
	installChromium()
	const installed = lookForChromium()
	if (!installed) {
		process.stderr.write(
			'The tests in the browser are skipped: no Chromium was found. Install it (apt-get install chromium), or name one in PERENNIAL_CHROMIUM.\n',
		)
	}
	return installed
}

/** A browser without a window. */
export function openBrowser(executablePath: string): Promise<Browser> {
	return chromium.launch({ executablePath, args: flags })
}
