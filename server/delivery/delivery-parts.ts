import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Mount } from '../http/mount.ts'
import { createOutbound, readAllowedHosts, usualOutbound } from '../outbound/safe-request.ts'
import { Problem } from '../problem.ts'
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

/** PEM of authorities in a file, where one is named. */
function readCertificates(file: string | undefined): string | undefined {
	if (!file) return undefined
	try {
		const text = readFileSync(file, 'utf8')
		if (text.includes('-----BEGIN CERTIFICATE-----')) return text
	} catch {
		// Said below, with what to do.
	}
	throw new Problem(
		'config_invalid',
		`Expected certificates in PEM in the file of PERENNIAL_SMTP_CA, ${file} has none that can be read.`,
		'Name the file of the authority that certified the mail server, or remove the variable.',
	)
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
	const smtpCertificates = readCertificates(environment.PERENNIAL_SMTP_CA)
	const deliver = createDeliverSend({ pool, seal, outbound, baseUrl, smtpTimeoutMs, smtpCertificates })
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
