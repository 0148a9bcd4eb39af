import { useState } from 'react'
import { confirmSecondFactor, endSecondFactor, getSession, startSecondFactor } from '../../api/session.ts'
import { saveFile } from '../accounts/save-file.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { QrCode } from '../ui/QrCode.tsx'
import { SecretField } from '../ui/SecretField.tsx'
import { Section } from '../ui/Section.tsx'
import { TextField } from '../ui/TextField.tsx'

/** The secret in `otpauth://totp/…?secret=…`, for typing by hand. */
function secretOf(uri: string): string {
	return URL.parse(uri)?.searchParams.get('secret') ?? ''
}

function PasswordStep({
	label,
	action,
	isDanger = false,
	isBusy,
	problem,
	onDone,
}: {
	label: string
	action: string
	isDanger?: boolean
	isBusy: boolean
	problem: string | undefined
	onDone: (password: string) => void
}) {
	const [password, setPassword] = useState('')
	return (
		<form
			className="flex flex-col gap-3 pb-2"
			onSubmit={event => {
				event.preventDefault()
				onDone(password)
			}}
		>
			<TextField
				label={label}
				type="password"
				autoComplete="current-password"
				required
				value={password}
				onChange={setPassword}
				problem={problem}
			/>
			<div className="flex justify-end">
				<Button
					type="submit"
					kind={isDanger ? 'danger' : 'primary'}
					disabled={password === ''}
					isBusy={isBusy}
				>
					{action}
				</Button>
			</div>
		</form>
	)
}

function BackupCodes({ codes }: { codes: readonly string[] }) {
	return (
		<div className="flex flex-col gap-2">
			<h3 className="font-medium text-13">Backup codes</h3>
			<p className="text-12 text-second">
				Each lets you in once without the app. Keep them where you keep passwords; they are not shown again.
			</p>
			<ul className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-md border p-3">
				{codes.map(code => (
					<li key={code}>
						<code className="text-13">{code}</code>
					</li>
				))}
			</ul>
			<div>
				<Button onClick={() => saveFile('perennial-backup-codes.txt', `${codes.join('\n')}\n`, 'text/plain')}>
					Save as a file
				</Button>
			</div>
		</div>
	)
}

function ConfirmStep({ uri, codes, onDone }: { uri: string; codes: readonly string[]; onDone: () => void }) {
	const [code, setCode] = useState('')
	const confirm = useChange(confirmSecondFactor, {
		refreshes: [getSession],
		done: 'From now on a code is asked for when you sign in',
		isFailureShown: true,
		onSuccess: onDone,
	})
	return (
		<div className="flex flex-col gap-4 pb-2">
			<div className="flex flex-wrap gap-4">
				<QrCode text={uri} label="QR code for the authenticator app" />
				<div className="min-w-56 flex-1">
					<p className="mb-3 text-13">Scan it with an authenticator app, or type the key into the app.</p>
					<SecretField label="Key" value={secretOf(uri)} />
				</div>
			</div>
			<BackupCodes codes={codes} />
			<form
				className="flex items-end gap-2 border-t pt-4"
				onSubmit={event => {
					event.preventDefault()
					confirm.mutate({ body: { code } })
				}}
			>
				<TextField
					label="Code that the app shows now"
					className="flex-1"
					inputMode="numeric"
					autoComplete="one-time-code"
					value={code}
					onChange={setCode}
					problem={confirm.error ? sayProblem(confirm.error) : undefined}
				/>
				<Button type="submit" kind="primary" disabled={code.trim().length < 6} isBusy={confirm.isPending}>
					Turn on
				</Button>
			</form>
		</div>
	)
}

function StartDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
	const start = useChange(startSecondFactor, { isFailureShown: true })
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Use an authenticator app"
			description="When you sign in, it gives the second proof after the password."
		>
			{start.data ? (
				<ConfirmStep uri={start.data.uri} codes={start.data.backup_codes} onDone={onClose} />
			) : (
				<PasswordStep
					label="Your password"
					action="Continue"
					isBusy={start.isPending}
					problem={start.error ? sayProblem(start.error) : undefined}
					onDone={password => start.mutate({ body: { password } })}
				/>
			)}
		</Dialog>
	)
}

function EndDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
	const end = useChange(endSecondFactor, {
		refreshes: [getSession],
		done: 'The password alone signs you in again',
		isFailureShown: true,
		onSuccess: onClose,
	})
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Stop using the authenticator app?"
			description="The password alone signs you in then. Backup codes stop working."
		>
			<PasswordStep
				label="Your password"
				action="Turn off"
				isDanger
				isBusy={end.isPending}
				problem={end.error ? sayProblem(end.error) : undefined}
				onDone={password => end.mutate({ body: { password } })}
			/>
		</Dialog>
	)
}

/** The second proof beside the password. */
export function SecondFactorSection({ isOn }: { isOn: boolean }) {
	const [isOpen, setOpen] = useState(false)
	const close = () => setOpen(false)
	return (
		<Section title="Two factors" facts={isOn ? 'On: a code is asked for after the password' : 'Off'}>
			<div className="flex max-w-md flex-col gap-3">
				<p className="text-13 text-second">
					An app on your telephone shows a code that changes every 30 seconds. Who knows only the password
					does not get in.
				</p>
				<div>
					<Button kind={isOn ? 'danger' : 'plain'} onClick={() => setOpen(true)}>
						{isOn ? 'Stop using the app' : 'Use an authenticator app'}
					</Button>
				</div>
			</div>
			{isOn ? (
				<EndDialog key={`end ${isOpen}`} isOpen={isOpen} onClose={close} />
			) : (
				<StartDialog key={`start ${isOpen}`} isOpen={isOpen} onClose={close} />
			)}
		</Section>
	)
}
