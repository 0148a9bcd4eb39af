import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Mount } from '../http/mount.ts'
import { createOutbound, readAllowedHosts, usualOutbound } from '../outbound/safe-request.ts'
import { createPlanAccessMail, type PlanAccessMail } from './access-mail-store.ts'
import { createDeliverSend, type DeliverSend } from './deliver-send.ts'
import { mountDeliveryRoutes } from './delivery-routes.ts'
import { createSeal, type Seal } from './seal.ts'
import { mountSendRoutes } from './send-routes.ts'
import { serveUnsubscribe } from './unsubscribe-routes.ts'
import { mountWebhookRoutes } from './webhook-routes.ts'

const smtpTimeoutMs = 20_000

/** What sending is made of, from the secret and the environment of the server. */
export interface DeliveryOfServer {
	seal: Seal
	deliver: DeliverSend
	planAccessMail: PlanAccessMail
	/** Puts the operations and the page of the unsubscribe link into service. */
	mountAll(mount: Mount, server: FastifyInstance, clock: () => Date): void
}

export function createDelivery(
	pool: Pool,
	{
		secret,
		baseUrl,
		environment,
	}: { secret: string; baseUrl: string; environment: Record<string, string | undefined> },
): DeliveryOfServer {
	const seal = createSeal(secret)
	const allowedHosts = readAllowedHosts(environment)
	const outbound = createOutbound({ ...usualOutbound, allowedHosts })
	const deliver = createDeliverSend({ pool, seal, outbound, baseUrl, smtpTimeoutMs })
	return {
		seal,
		deliver,
		planAccessMail: createPlanAccessMail(seal),
		mountAll(mount, server, clock) {
			mountSendRoutes(mount)
			mountDeliveryRoutes(mount, { seal, deliver, allowedHosts })
			mountWebhookRoutes(mount, { seal, deliver, allowedHosts })
			serveUnsubscribe(server, { pool, seal, clock })
		},
	}
}
