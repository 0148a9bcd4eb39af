import { makeResetLink } from '../../api/settings.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { SecretField } from '../ui/SecretField.tsx'

/** A button that makes the link with which a person chooses a new password, and shows it once. */
export function ResetLinkButton({ person }: { person: { id: string; name: string } }) {
	const make = useChange(makeResetLink)
	return (
		<>
			<Button isBusy={make.isPending} onClick={() => make.mutate({ params: { id: person.id }, body: {} })}>
				Make a link for a new password
			</Button>
			<Dialog
				isOpen={make.data !== undefined}
				onClose={() => make.reset()}
				isFirm
				title={`New password for ${person.name}`}
				description={
					make.data
						? `Give this link to them. It is good once, until ${formatInstant(make.data.expires_at)}.`
						: ''
				}
				actions={
					<Button kind="primary" onClick={() => make.reset()}>
						I have copied it
					</Button>
				}
			>
				<SecretField label="Link" value={make.data ? `${location.origin}${make.data.path}` : ''} />
			</Dialog>
		</>
	)
}
