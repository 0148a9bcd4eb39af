import { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { AttemptResult } from '../../core/delivery/next-attempt.ts'
import type { SmtpSettings } from './channel-store.ts'

/** A mail to one recipient. */
export interface Mail {
	to: string
	subject: string
	text: string
	/** The same in every attempt, so that who gets it twice can tell. */
	messageId: string
	/** Address of the page that ends such mails, where the recipient may choose. */
	unsubscribeUrl: string | null
	/** A calendar file. */
	calendar: { method: 'REQUEST' | 'PUBLISH'; text: string } | null
}

export interface SmtpServer {
	settings: SmtpSettings
	password: string | undefined
	/** Milliseconds for each of: connecting, the greeting, silence later. */
	timeoutMs: number
	/** PEM of authorities that are trusted beside the usual ones: a mail server of one's own. */
	certificates?: string | undefined
}

/**
 * Hands one mail to the mail server. It is surely not sent until the server was given the end of its text, and surely
 * sent or refused once it has answered that: a connection that is lost between the two leaves it unknown.
 */
export async function sendEmail(server: SmtpServer, mail: Mail): Promise<AttemptResult> {
	const { settings, password } = server
	const message = await composeMail(settings, mail)
	const body = new CountedBody(message)
	const connection = openConnection(server)
	try {
		await connected(connection)
		if (settings.user !== '') await loggedIn(connection, settings.user, password ?? '')
		const response = await new Promise<string>((sent, failed) => {
			connection.on('error', failed)
			connection.send({ from: settings.fromAddress, to: [mail.to] }, body, (error, info) => {
				if (error) failed(error)
				else sent(String(info?.response ?? ''))
			})
		})
		return { kind: 'sent', answer: response }
	} catch (error) {
		return judgeFailure(error, body.isWhollyRead, settings)
	} finally {
		connection.on('error', () => {})
		connection.close()
	}
}

/** Connects and signs in without sending anything; the problem in words, undefined where all is well. */
export async function checkSmtp(server: SmtpServer): Promise<string | undefined> {
	const { settings, password } = server
	const connection = openConnection(server)
	try {
		await connected(connection)
		if (settings.user !== '') await loggedIn(connection, settings.user, password ?? '')
		return undefined
	} catch (error) {
		return sayFailure(error)
	} finally {
		connection.on('error', () => {})
		connection.quit()
	}
}

/** Knows whether its end was handed on: only then can the server have taken the mail. */
class CountedBody extends Readable {
	isWhollyRead = false
	private readonly message: Buffer
	private at = 0

	constructor(message: Buffer) {
		super()
		this.message = message
	}

	override _read(size: number): void {
		if (this.at >= this.message.length) {
			this.isWhollyRead = true
			this.push(null)
			return
		}
		this.push(this.message.subarray(this.at, this.at + size))
		this.at += size
	}
}

function openConnection({ settings, timeoutMs, certificates }: SmtpServer): SMTPConnection {
	return new SMTPConnection({
		host: settings.host,
		port: settings.port,
		secure: settings.security === 'tls',
		requireTLS: settings.security === 'starttls',
		ignoreTLS: settings.security === 'none',
		name: settings.fromAddress.split('@')[1] ?? 'localhost',
		connectionTimeout: timeoutMs,
		greetingTimeout: timeoutMs,
		socketTimeout: timeoutMs,
		dnsTimeout: timeoutMs,
		allowInternalNetworkInterfaces: true,
		...(certificates === undefined ? {} : { tls: { ca: [...rootCertificates, certificates] } }),
	})
}

function connected(connection: SMTPConnection): Promise<void> {
	return new Promise((done, failed) => {
		connection.once('error', failed)
		connection.connect(error => (error ? failed(error) : done()))
	})
}

function loggedIn(connection: SMTPConnection, user: string, pass: string): Promise<void> {
	return new Promise((done, failed) => {
		connection.once('error', failed)
		connection.login({ user, pass }, error => (error ? failed(error) : done()))
	})
}

async function composeMail(settings: SmtpSettings, mail: Mail): Promise<Buffer> {
	const composer = new MailComposer({
		from: { name: settings.fromName, address: settings.fromAddress },
		to: { name: '', address: mail.to },
		...(settings.replyTo === '' ? {} : { replyTo: settings.replyTo }),
		// A line break would begin another header.
		subject: mail.subject.replace(/[\r\n]+/g, ' '),
		text: mail.text,
		messageId: `<${mail.messageId}@${settings.fromAddress.split('@')[1] ?? 'localhost'}>`,
		headers: {
			'Auto-Submitted': 'auto-generated',
			...(mail.unsubscribeUrl === null
				? {}
				: {
						'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
						'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
					}),
		},
		...(mail.calendar === null
			? {}
			: { icalEvent: { method: mail.calendar.method, filename: 'invite.ics', content: mail.calendar.text } }),
		disableFileAccess: true,
		disableUrlAccess: true,
	})
	return await composer.compile().build()
}

function judgeFailure(error: unknown, isWhollyRead: boolean, { user }: SmtpSettings): AttemptResult {
	const reason = sayFailure(error)
	const code = responseCodeOf(error)
	const { code: kind, command = '', response = '' } = Object(error) as Record<string, string | undefined>
	if (kind === 'EAUTH' && code >= 500) {
		return { kind: 'failed', reason: `it refuses the log-in of ${user}: ${reason}`, because: 'log-in' }
	}
	if (code >= 500 && command.startsWith('RCPT') && isUnknownRecipient(code, response)) {
		return { kind: 'failed', reason, because: 'no such recipient' }
	}
	// An answer of the server is an answer, whenever it comes: it has not taken the mail.
	if (code >= 500) return { kind: 'failed', reason }
	if (code >= 400) return { kind: 'not_sent', reason }
	return isWhollyRead ? { kind: 'unknown', reason } : { kind: 'not_sent', reason }
}

/**
 * An address that does not exist (RFC 3463: 5.1.x). Without such a code 550, 551 and 553 say the same (RFC 5321); a
 * full mailbox (5.2.x) or a policy against us (5.7.x) is something else.
 */
function isUnknownRecipient(code: number, response: string): boolean {
	const [, subject] = /\b5\.(\d{1,3})\.\d{1,3}\b/.exec(response) ?? []
	return subject === undefined ? [550, 551, 553].includes(code) : subject === '1'
}

function responseCodeOf(error: unknown): number {
	const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
	return typeof code === 'number' ? code : 0
}

function sayFailure(error: unknown): string {
	if (!(error instanceof Error)) return String(error)
	const response = 'response' in error && typeof error.response === 'string' ? error.response : ''
	return response === '' ? error.message : `the mail server answered ${response}`
}
