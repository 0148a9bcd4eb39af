import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { signIn, startSingleSignOn, verifySecondFactor } from '../../api/session.ts'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'
import { call, sayProblem } from './call-query.ts'
import { ForgottenPassword } from './ResetPages.tsx'

function SecondFactorForm({ onDone }: { onDone: () => void }) {
	const [code, setCode] = useState('')
	const [kind, setKind] = useState<'totp' | 'backup'>('totp')
	const verify = useMutation({
		mutationFn: () => call(verifySecondFactor, { body: { code, kind } }),
		onSuccess: onDone,
	})
	return (
		<form
			className="flex flex-col gap-4"
			onSubmit={event => {
				event.preventDefault()
				verify.mutate()
			}}
		>
			<TextField
				label={kind === 'totp' ? 'Code of your authenticator app' : 'Backup code'}
				value={code}
				onChange={setCode}
				autoFocus
				autoComplete="one-time-code"
				inputMode={kind === 'totp' ? 'numeric' : 'text'}
				problem={verify.error ? sayProblem(verify.error) : undefined}
			/>
			<Button kind="primary" type="submit" isBusy={verify.isPending}>
				Sign in
			</Button>
			<Button kind="quiet" onClick={() => setKind(kind === 'totp' ? 'backup' : 'totp')}>
				{kind === 'totp' ? 'Use a backup code instead' : 'Use the app instead'}
			</Button>
		</form>
	)
}

/** E-mail address and password, then a code where one is asked for. */
export function SignInForm({
	onDone,
	singleSignOn,
	resetsByMail,
	email: knownEmail = '',
}: {
	onDone: () => void
	singleSignOn: string | null
	/** Absent: nothing is said about forgotten passwords. */
	resetsByMail?: boolean
	email?: string
}) {
	const [email, setEmail] = useState(knownEmail)
	const [password, setPassword] = useState('')
	const [needsCode, setNeedsCode] = useState(false)
	const enter = useMutation({
		mutationFn: () => call(signIn, { body: { email, password } }),
		onSuccess: ({ state }) => (state === 'second_factor' ? setNeedsCode(true) : onDone()),
	})
	const goElsewhere = useMutation({
		mutationFn: () => call(startSingleSignOn, { body: {} }),
		onSuccess: ({ url }) => location.assign(url),
	})
	if (needsCode) return <SecondFactorForm onDone={onDone} />
	function submit(event: FormEvent) {
		event.preventDefault()
		enter.mutate()
	}
	const refusal = enter.error instanceof ApiProblem && enter.error.status === 401
	return (
		<form className="flex flex-col gap-4" onSubmit={submit}>
			<TextField
				label="E-mail address"
				type="email"
				autoComplete="username"
				required
				value={email}
				onChange={setEmail}
			/>
			<TextField
				label="Password"
				type="password"
				autoComplete="current-password"
				required
				value={password}
				onChange={setPassword}
				problem={
					enter.error
						? refusal
							? 'This address and password do not belong together. Try again, or choose a new password.'
							: sayProblem(enter.error)
						: undefined
				}
			/>
			<Button kind="primary" type="submit" isBusy={enter.isPending}>
				Sign in
			</Button>
			{singleSignOn && (
				<Button isBusy={goElsewhere.isPending} onClick={() => goElsewhere.mutate()}>
					Sign in with {singleSignOn}
				</Button>
			)}
			{resetsByMail !== undefined && <ForgottenPassword byMail={resetsByMail} email={email} />}
			{goElsewhere.error && <p className="text-12 text-alarm">{sayProblem(goElsewhere.error)}</p>}
		</form>
	)
}
