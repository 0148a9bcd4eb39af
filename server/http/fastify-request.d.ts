import '@fastify/multipart'
import type { Actor } from '../../core/model/actor.ts'

declare module 'fastify' {
	interface FastifyRequest {
		/** Who asks; undefined where nobody needs to be signed in. */
		actor: Actor | undefined
	}
	interface FastifyContextConfig {
		/** Name of the contract that the route serves. */
		contract?: string
	}
}
