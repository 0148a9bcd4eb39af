import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { requestPasswordReset, resetPassword } from '../../api/session.ts'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { call, sayProblem } from './call-query.ts'
import { EntryPage } from './EntryPage.tsx'

/** Chooses a new password with the token of a link. */
export function ResetPage({ token }: { token: string }) {
	const [password, setPassword] = useState('')
	const reset = useMutation({ mutationFn: () => call(resetPassword, { body: { token, password } }) })
	if (reset.isSuccess) {
		return (
			<EntryPage title="Your password is new" text="All sessions have ended. Sign in with it.">
				<a href="/today" className={`${linkClass} underline`}>
					Sign in
				</a>
			</EntryPage>
		)
	}
	return (
		<EntryPage title="Choose a new password">
			<form
				className="flex flex-col gap-4"
				onSubmit={event => {
					event.preventDefault()
					reset.mutate()
				}}
			>
				<TextField
					label="New password"
					type="password"
					autoComplete="new-password"
					required
					minLength={10}
					hint="At least 10 characters."
					value={password}
					onChange={setPassword}
					problem={reset.error ? sayProblem(reset.error) : undefined}
				/>
				<Button kind="primary" type="submit" isBusy={reset.isPending}>
					Set the password
				</Button>
			</form>
		</EntryPage>
	)
}

/** Asks for a link by mail; where no mail goes out, says who can make one. */
export function ForgottenPassword({ byMail, email }: { byMail: boolean; email: string }) {
	const ask = useMutation({ mutationFn: () => call(requestPasswordReset, { body: { email } }) })
	if (!byMail)
		return (
			<p className="text-12 text-second">
				Forgot the password? An admin can make a link for you in Settings.
			</p>
		)
	if (ask.isSuccess) {
		return (
			<p role="status" className="text-13">
				If {email} may sign in here, a link is on its way. It is good for an hour.
			</p>
		)
	}
	return (
		<div className="text-13">
			<button
				type="button"
				className={linkClass}
				disabled={email === '' || ask.isPending}
				onClick={() => ask.mutate()}
			>
				Forgot the password? Send a link{email === '' ? '' : ` to ${email}`}
			</button>
			{email === '' && <p className="text-12 text-second">Fill in the address first.</p>}
			{ask.error && <p className="text-12 text-alarm">{sayProblem(ask.error)}</p>}
		</div>
	)
}
