import { createServer } from 'node:net'

// Below those that systems give to outgoing connections and to servers that take any: nobody else gets it by chance
// between now and its use.
const lowestPort = 20_000
const highestPort = 32_000
const attempts = 100

function isFree(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const server = createServer()
		server.once('error', () => resolve(false))
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
	})
}

/** A port of the loopback address on which nobody listens at this moment. */
export async function findFreePort(): Promise<number> {
	for (let attempt = 0; attempt < attempts; attempt++) {
		const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort))
		if (await isFree(port)) return port
	}
	throw new Error(`expected a free port of 127.0.0.1 between ${lowestPort} and ${highestPort}, found none`)
}
