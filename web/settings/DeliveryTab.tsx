import { useState } from 'react'
import { changeDeliveryRules, getDelivery } from '../../api/delivery.ts'
import { countSends } from '../../api/sends.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { DeliveryRulesSection } from './DeliveryRulesSection.tsx'
import { SlackSection } from './SlackSection.tsx'
import { SmtpSection } from './SmtpSection.tsx'
import { SuppressionsSection } from './SuppressionsSection.tsx'
import { WebhooksSection } from './WebhooksSection.tsx'

/** How messages go out, to whom they do not, and the switch that stops all of them. */
export function DeliveryTab() {
	const found = useCall(getDelivery, {})
	if (found.error && !found.data) {
		return (
			<FailedState
				what="The settings could not be read"
				why={sayProblem(found.error)}
				onRetry={() => found.refetch()}
			/>
		)
	}
	if (!found.data) return <SkeletonRows count={8} label="Loading how messages go out" />
	const settings = found.data
	return (
		<div className="flex max-w-4xl flex-col gap-8">
			<StopSection isPaused={settings.is_paused} />
			<SmtpSection key={`smtp ${settings.smtp.changed_at}`} smtp={settings.smtp} />
			<SlackSection webhook={settings.slack_webhook} bot={settings.slack_bot} />
			<WebhooksSection />
			<DeliveryRulesSection
				key={JSON.stringify(settings.rules)}
				rules={settings.rules}
				zone={settings.zone}
			/>
			<SuppressionsSection />
		</div>
	)
}

function StopSection({ isPaused }: { isPaused: boolean }) {
	const [isAsking, setAsking] = useState(false)
	const change = useChange(changeDeliveryRules, {
		refreshes: [getDelivery, countSends],
		done: ({ is_paused }) => (is_paused ? 'All sending is stopped' : 'Sending goes on'),
		onSuccess: () => setAsking(false),
	})
	return (
		<Section
			title="Sending"
			facts={isPaused ? <Badge tone="alarm">stopped</Badge> : <Badge tone="good">on</Badge>}
			controls={
				isPaused ? (
					<Button
						kind="primary"
						isBusy={change.isPending}
						onClick={() => change.mutate({ body: { is_paused: false } })}
					>
						Send again
					</Button>
				) : (
					<Button kind="danger" onClick={() => setAsking(true)}>
						Stop all sending
					</Button>
				)
			}
		>
			<p className="text-13 text-second">
				{isPaused
					? 'Nothing goes out: messages wait, and go when sending is on again.'
					: 'Stopping holds every message of every kind within a second, sign-in mails too.'}
			</p>
			<ConfirmDialog
				isOpen={isAsking}
				onClose={() => setAsking(false)}
				title="Stop all sending?"
				consequence="Mails, Slack messages and webhooks wait until somebody switches sending on again. Nothing is lost."
				action="Stop all sending"
				isBusy={change.isPending}
				onConfirm={() => change.mutate({ body: { is_paused: true } })}
			/>
		</Section>
	)
}
