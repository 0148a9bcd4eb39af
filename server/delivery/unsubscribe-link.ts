import type { Seal } from './seal.ts'

/** A link that ends mails to one recipient, without anybody signing in and without the address in it. */
export function unsubscribeUrl(seal: Seal, baseUrl: string, recipient: string): string {
	const token = seal.close(recipient.toLowerCase(), 'unsubscribe').toString('base64url')
	return `${baseUrl}/unsubscribe?token=${token}`
}

/** Whose link it is; undefined where it is none of ours. */
export function readUnsubscribeToken(seal: Seal, token: string): string | undefined {
	return seal.open(Buffer.from(token, 'base64url'), 'unsubscribe')
}
