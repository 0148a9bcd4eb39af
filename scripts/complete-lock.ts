/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out because the
 * registry in reach did not have them. Without those entries `npm ci` stops with EUSAGE on any
 * machine. Run it after every change of dependencies: `npm run complete-lock`.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface LockedPackage {
	version?: string
	optional?: boolean
	os?: string[]
	cpu?: string[]
	optionalDependencies?: Record<string, string>
}

const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/
const operatingSystems = [
	'linux',
	'darwin',
	'win32',
	'windows',
	'freebsd',
	'openbsd',
	'netbsd',
	'android',
	'aix',
	'sunos',
	'openharmony',
	'wasm32-wasi',
]
const processors = [
	'x64',
	'arm64',
	'ia32',
	'arm',
	'riscv64',
	'ppc64',
	's390x',
	'loong64',
	'mips64el',
	'wasm32',
]

/** What the platform words in a package's name say, so that npm skips it elsewhere. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu'> {
	const words = name.split(/[/-]/)
	const system = operatingSystems.find(word => words.includes(word))
	const processor = processors.find(word => words.includes(word))
	return {
		...(system ? { os: [system === 'windows' ? 'win32' : system] } : { os: ['none'] }),
		...(processor ? { cpu: [processor] } : {}),
	}
}

const path = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> }
let added = 0
for (const entry of Object.values(lock.packages)) {
	for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
		const key = `node_modules/${name}`
		if (lock.packages[key] || !exactVersion.test(version)) continue
		lock.packages[key] = { version, optional: true, ...platformOf(name) }
		added += 1
	}
}
lock.packages = Object.fromEntries(
	Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
)
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional packages of other platforms added to package-lock.json`)
