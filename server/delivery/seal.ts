import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts what nobody may read in the database. */
export interface Seal {
	/** `place` names where it is kept: what is moved elsewhere cannot be opened there. */
	close(text: string, place: string): Buffer
	/** Undefined where it was made with another key, for another place, or was changed. */
	open(sealed: Buffer, place: string): string | undefined
}

const version = 1
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM with a key of its own, derived from the secret that is kept outside of the database. */
export function createSeal(secret: string): Seal {
	const key = Buffer.from(hkdfSync('sha256', secret, '', 'perennial delivery secrets', 32))
	return {
		close(text, place) {
			const nonce = randomBytes(nonceBytes)
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
			return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body])
		},
		open(sealed, place) {
			if (sealed[0] !== version || sealed.length < 1 + nonceBytes + tagBytes) return undefined
			const nonce = sealed.subarray(1, 1 + nonceBytes)
			const tag = sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
			try {
				const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
				decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
				const body = sealed.subarray(1 + nonceBytes + tagBytes)
				return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
			} catch {
				return undefined
			}
		},
	}
}
