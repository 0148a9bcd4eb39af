import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { signInToDemo } from '../../api/session.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { call, sayProblem } from './call-query.ts'
import { setConnection, useConnection } from './connection-store.ts'
import { EntryPage } from './EntryPage.tsx'
import { ResetPage } from './ResetPages.tsx'
import { SessionEndedDialog } from './SessionEndedDialog.tsx'
import { InvitationPage, SetupPage } from './SetupPage.tsx'
import { SignInForm } from './SignInForm.tsx'
import { useSession, useSessionReset } from './use-session.ts'

/** A demo signs in by itself. */
function DemoEntry({ onDone }: { onDone: () => void }) {
	const { mutate, error } = useMutation({
		mutationFn: () => call(signInToDemo, { body: {} }),
		onSuccess: onDone,
	})
	useEffect(() => mutate(), [mutate])
	return (
		<EntryPage title="Opening the demo">
			{error ? (
				<FailedState what="The demo did not open" why={sayProblem(error)} onRetry={() => mutate()} />
			) : (
				<Skeleton className="w-48" />
			)}
		</EntryPage>
	)
}

function tokenInAddress(): string {
	const hash = new URLSearchParams(location.hash.slice(1)).get('token')
	return hash ?? new URLSearchParams(location.search).get('token') ?? ''
}

/** Lets in who is signed in; for everybody else the page that leads there. */
export function SessionGate({ children }: { children: ReactNode }) {
	const session = useSession()
	const connection = useConnection()
	const reset = useSessionReset()
	const { data } = session
	function enter() {
		setConnection('fine')
		if (/^\/(setup|join|invitation)/.test(location.pathname)) history.replaceState(null, '', '/')
		void reset()
	}
	if (!data) {
		if (!session.error) return null
		return (
			<EntryPage title="Perennial is not reachable">
				<FailedState
					what="The server gave no answer"
					why={sayProblem(session.error)}
					onRetry={() => session.refetch()}
				/>
			</EntryPage>
		)
	}
	if (/^\/(join|invitation)/.test(location.pathname)) {
		return <InvitationPage token={tokenInAddress()} onDone={enter} />
	}
	if (/^\/reset/.test(location.pathname)) return <ResetPage token={tokenInAddress()} />
	if (data.state === 'setup') return <SetupPage token={tokenInAddress()} onDone={enter} />
	if (data.state === 'demo') return <DemoEntry onDone={enter} />
	if (data.person === null) {
		return (
			<EntryPage title="Sign in">
				<SignInForm singleSignOn={data.single_sign_on} resetsByMail={data.resets_by_mail} onDone={enter} />
			</EntryPage>
		)
	}
	return (
		<>
			{children}
			<SessionEndedDialog
				isOpen={connection === 'ended'}
				singleSignOn={data.single_sign_on}
				email={data.person.email}
				onDone={enter}
			/>
		</>
	)
}
