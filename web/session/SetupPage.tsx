import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { acceptInvitation, setUp } from '../../api/session.ts'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { call, sayProblem } from './call-query.ts'
import { EntryPage } from './EntryPage.tsx'

const passwordHint = 'At least 10 characters. A few words that do not belong together are good.'

/** The first person of a workspace, who is its admin. */
export function SetupPage({ token: givenToken, onDone }: { token: string; onDone: () => void }) {
	const [token, setToken] = useState(givenToken)
	const [name, setName] = useState('')
	const [email, setEmail] = useState('')
	const [password, setPassword] = useState('')
	const make = useMutation({
		mutationFn: () => call(setUp, { body: { token: token.trim(), name, email, password } }),
		onSuccess: onDone,
	})
	return (
		<EntryPage
			title="Set up your workspace"
			text="You become its first admin. Then you load your files, or invite others."
		>
			<form
				className="flex flex-col gap-4"
				onSubmit={event => {
					event.preventDefault()
					make.mutate()
				}}
			>
				<TextField
					label="Setup token"
					hint="perennial start printed it where the server was started."
					required
					value={token}
					onChange={setToken}
				/>
				<TextField label="Your name" autoComplete="name" required value={name} onChange={setName} />
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
					autoComplete="new-password"
					required
					minLength={10}
					hint={passwordHint}
					value={password}
					onChange={setPassword}
				/>
				{make.error && (
					<p role="alert" className="text-12 text-alarm">
						{sayProblem(make.error)}
					</p>
				)}
				<Button kind="primary" type="submit" isBusy={make.isPending}>
					Set up the workspace
				</Button>
			</form>
		</EntryPage>
	)
}

/** Somebody who follows the link of an invitation. */
export function InvitationPage({ token, onDone }: { token: string; onDone: () => void }) {
	const [name, setName] = useState('')
	const [password, setPassword] = useState('')
	const accept = useMutation({
		mutationFn: () => call(acceptInvitation, { body: { token, name, password } }),
		onSuccess: onDone,
	})
	return (
		<EntryPage
			title="Join the workspace"
			text="Choose a name and a password; the address is the invitation's."
		>
			<form
				className="flex flex-col gap-4"
				onSubmit={event => {
					event.preventDefault()
					accept.mutate()
				}}
			>
				<TextField label="Your name" autoComplete="name" required value={name} onChange={setName} />
				<TextField
					label="Password"
					type="password"
					autoComplete="new-password"
					required
					minLength={10}
					hint={passwordHint}
					value={password}
					onChange={setPassword}
				/>
				{accept.error && (
					<div role="alert" className="text-13 text-alarm">
						<p>{sayProblem(accept.error)}</p>
						{accept.error instanceof ApiProblem && accept.error.status === 410 && (
							<p className="mt-1 text-second">
								Joined already?{' '}
								<a href="/today" className={`${linkClass} underline`}>
									Sign in
								</a>
								. Else ask whoever invited you for a new link.
							</p>
						)}
					</div>
				)}
				<Button kind="primary" type="submit" isBusy={accept.isPending}>
					Join
				</Button>
			</form>
		</EntryPage>
	)
}
