import { useState } from 'react'
import { listInvitations, withdrawInvitation } from '../../api/settings.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { roleNames } from './say-role.ts'
import { type OpenInvitation, useInvitations } from './use-settings.ts'

function invitationColumns(onWithdraw: (item: OpenInvitation) => void): SimpleColumn<OpenInvitation>[] {
	return [
		{ header: 'E-mail', cell: item => item.email },
		{ header: 'Role', cell: item => roleNames[item.role] },
		{ header: 'Invited by', cell: item => item.invited_by, isExtra: true },
		{
			header: 'Valid until',
			cell: item =>
				item.expired ? <Badge tone="watch">expired</Badge> : <InstantText value={item.expires_at} />,
		},
		{
			header: 'Change',
			align: 'right',
			cell: item => (
				<Button kind="quiet" className="h-7 text-alarm" onClick={() => onWithdraw(item)}>
					Take back
				</Button>
			),
		},
	]
}

/** Invitations that nobody has accepted yet. */
export function InvitationsSection() {
	const list = useInvitations()
	const [chosen, setChosen] = useState<OpenInvitation>()
	const withdraw = useChange(withdrawInvitation, {
		refreshes: [listInvitations],
		done: `Invitation for ${chosen?.email ?? ''} taken back`,
		onSuccess: () => setChosen(undefined),
	})
	if (list.error && !list.data) {
		return (
			<FailedState
				what="The invitations could not be read"
				why={sayProblem(list.error)}
				onRetry={list.refetch}
			/>
		)
	}
	if (!list.data || list.data.items.length === 0) return null
	return (
		<Section title="Invited" facts="Not accepted yet">
			<SimpleTable
				label="Open invitations"
				columns={invitationColumns(setChosen)}
				rows={list.data.items}
				rowKey={item => item.id}
			/>
			<ConfirmDialog
				isOpen={chosen !== undefined}
				onClose={() => setChosen(undefined)}
				title="Take the invitation back?"
				consequence={`The link that was sent to ${chosen?.email ?? ''} stops working. To invite them again you make a new one.`}
				action="Take back"
				isBusy={withdraw.isPending}
				onConfirm={() => chosen && withdraw.mutate({ params: { id: chosen.id } })}
			/>
		</Section>
	)
}
