import { Dialog } from '../ui/Dialog.tsx'
import { SignInForm } from './SignInForm.tsx'

/** Over the page, which stays as it is: text that is being written is kept. */
export function SessionEndedDialog({
	isOpen,
	singleSignOn,
	email,
	onDone,
}: {
	isOpen: boolean
	singleSignOn: string | null
	email: string
	onDone: () => void
}) {
	return (
		<Dialog
			isOpen={isOpen}
			isFirm
			onClose={() => {}}
			title="Your session has ended"
			description="Sign in again to go on. What you were writing is kept."
		>
			<SignInForm singleSignOn={singleSignOn} email={email} onDone={onDone} />
		</Dialog>
	)
}
