import { readdirSync, readFileSync } from 'node:fs'

/** What a piece of work took. */
export interface Cost {
	wallSeconds: number
	/** Of this process and, where it uses PostgreSQL, of all its server processes. */
	cpuSeconds: number
	/** Part of `cpuSeconds` that is PostgreSQL's. */
	postgresCpuSeconds: number
	/** Most memory that this process has held so far, PostgreSQL not included. */
	peakMegabytes: number
}

/** Runs the work and says what it took. `postgresPid` is the server's first process (Linux only). */
export async function measure<T>(
	work: () => Promise<T>,
	postgresPid?: number,
): Promise<{ result: T; cost: Cost }> {
	const startedAt = performance.now()
	const cpu = process.cpuUsage()
	const postgres = readServerCpu(postgresPid)
	const result = await work()
	const own = process.cpuUsage(cpu)
	const postgresCpuSeconds = readServerCpu(postgresPid) - postgres
	return {
		result,
		cost: {
			wallSeconds: (performance.now() - startedAt) / 1000,
			cpuSeconds: (own.user + own.system) / 1e6 + postgresCpuSeconds,
			postgresCpuSeconds,
			peakMegabytes: process.resourceUsage().maxRSS / 1024,
		},
	}
}

// USER_HZ, which is 100 on all Linux systems that Node runs on.
const ticksPerSecond = 100

/** CPU seconds of the server: its first process, the children that ended, and those that run. */
function readServerCpu(postgresPid: number | undefined): number {
	if (postgresPid === undefined) return 0
	let ticks = 0
	for (const name of readdirSync('/proc')) {
		const stat = /^\d+$/.test(name) ? readStat(name) : undefined
		if (!stat) continue
		const isFirst = Number(name) === postgresPid
		if (!isFirst && Number(stat[1]) !== postgresPid) continue
		ticks += Number(stat[11]) + Number(stat[12])
		if (isFirst) ticks += Number(stat[13]) + Number(stat[14])
	}
	return ticks / ticksPerSecond
}

/** Fields of /proc/PID/stat from the state on; undefined where the process has ended. */
function readStat(pid: string): string[] | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
		return text.slice(text.lastIndexOf(')') + 2).split(' ')
	} catch {
		return undefined
	}
}
