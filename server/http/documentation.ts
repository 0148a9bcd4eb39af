import Fastify, { type FastifyInstance } from 'fastify'
import { allContracts } from '../../api/all-contracts.ts'
import { apiPrefix } from '../../api/client.ts'
import { makeOpenApi } from '../../api/openapi.ts'

const docsPath = '/api/docs'
const openApiPath = `${apiPrefix}/openapi.json`

// The reader sets styles on elements; scripts come from files only, here too.
const docsPolicy =
	"default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Perennial API</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<script id="api-reference" type="application/json" data-url="${openApiPath}"
	data-configuration='${JSON.stringify({ withDefaultFonts: false, telemetry: false, hideClientButton: true }).replaceAll('"', '&quot;')}'></script>
<script src="${docsPath}/reader.js"></script>
</body>
</html>
`

/** The OpenAPI document and a page to read it. */
export function serveDocumentation(app: FastifyInstance, options: { version: string }): void {
	const document = JSON.stringify(makeOpenApi(allContracts, options))
	app.get(openApiPath, (_, reply) => reply.type('application/json').send(document))
	app.get(docsPath, (_, reply) =>
		reply.type('text/html; charset=utf-8').header('content-security-policy', docsPolicy).send(page),
	)
	let script: Promise<string> | undefined
	app.get(`${docsPath}/reader.js`, async (_, reply) => {
		script ??= readReader()
		const text = await script
		return reply
			.type('application/javascript; charset=utf-8')
			.header('cache-control', 'public, max-age=3600')
			.send(text)
	})
}

/** The reader's script is 4 MB within its package's module: loaded when somebody asks for it. */
async function readReader(): Promise<string> {
	const { default: reference } = await import('@scalar/fastify-api-reference')
	const inner = Fastify()
	await inner.register(reference, { routePrefix: '/reader', configuration: { url: openApiPath } })
	const { body } = await inner.inject('/reader/js/scalar.js')
	await inner.close()
	return body
}
