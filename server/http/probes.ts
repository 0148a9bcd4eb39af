import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { timed } from './within-time.ts'

const readyWithinMs = 2_000

/** A database that crashed is started again by itself; one that was stopped on purpose stays so until somebody starts it. */
const databaseAway =
	'The database does not answer. After a crash it comes back by itself; after perennial stop, perennial start or any other command on the same data starts it again, and this server goes on.'

/** Addresses that tell machines how the server is. `/livez` never touches the database. */
export function serveProbes(app: FastifyInstance, pool: Pool, isEnding: () => boolean): void {
	app.get('/livez', (_, reply) => reply.send({ live: true }))
	app.get('/readyz', async (_, reply) => {
		if (isEnding()) return reply.code(503).header('retry-after', '5').send({ ready: false, reason: 'ending' })
		const ready = await timed(pool.query('select 1'), readyWithinMs).then(
			() => true,
			() => false,
		)
		return ready
			? reply.send({ ready })
			: reply.code(503).header('retry-after', '5').send({ ready, reason: 'database', says: databaseAway })
	})
	const registry = measure(app, pool)
	app.get('/metrics', async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}

function measure(app: FastifyInstance, pool: Pool): Registry {
	const registry = new Registry()
	collectDefaultMetrics({ register: registry })
	const requests = new Histogram({
		name: 'perennial_http_request_seconds',
		help: 'Time to answer, by operation and status',
		labelNames: ['operation', 'status'],
		buckets: [0.005, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10],
		registers: [registry],
	})
	const faults = new Counter({
		name: 'perennial_http_faults_total',
		help: 'Answers that are faults of the program or of its database',
		labelNames: ['operation'],
		registers: [registry],
	})
	new Gauge({
		name: 'perennial_database_connections',
		help: 'Connections of the pool, by what they do',
		labelNames: ['state'],
		registers: [registry],
		collect() {
			this.set({ state: 'idle' }, pool.idleCount)
			this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
			this.set({ state: 'waited_for' }, pool.waitingCount)
		},
	})
	app.addHook('onResponse', async (request, reply) => {
		const operation = request.routeOptions.config.contract ?? 'other'
		requests.observe({ operation, status: reply.statusCode }, reply.elapsedTime / 1000)
		if (reply.statusCode >= 500) faults.inc({ operation })
	})
	return registry
}
