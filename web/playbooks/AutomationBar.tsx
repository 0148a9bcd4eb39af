import { CircleStop, Play } from 'lucide-react'
import { useState } from 'react'
import { getAutomation, listPlaybooks, startAutomation, stopAutomation } from '../../api/playbooks.ts'
import { countSends, listSends } from '../../api/sends.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText, InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatCount } from '../ui/format-number.ts'
import { TextField } from '../ui/TextField.tsx'

const refreshes = [getAutomation, listPlaybooks, listSends, countSends]

function StopDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
	const [reason, setReason] = useState('')
	const stop = useChange(stopAutomation, {
		refreshes,
		done: 'All automation is stopped',
		onSuccess: onClose,
	})
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Stop all automation"
			description="At once no run starts or goes on and nothing is sent, until somebody starts it again. What happens in the meantime starts nothing later; messages that come due wait for your approval, and waits end as many days later. Open tasks stay open, and people can still sign in."
			actions={
				<>
					<Button onClick={onClose}>Let it run</Button>
					<Button
						kind="danger"
						disabled={reason.trim() === ''}
						isBusy={stop.isPending}
						onClick={() => stop.mutate({ body: { reason } })}
					>
						Stop everything
					</Button>
				</>
			}
		>
			<TextField
				label="Why"
				hint="Everybody sees it here."
				value={reason}
				onChange={setReason}
				maxLength={500}
			/>
		</Dialog>
	)
}

function sayStarted(messages: number): string {
	if (messages === 0) return 'Automation runs again'
	const wait = messages === 1 ? 'that was due waits' : 'that were due wait'
	return `Automation runs again; ${formatCount(messages, 'message')} ${wait} under Approvals`
}

/** Whether playbooks start and go on by themselves, always in sight, with the switch for all of them. */
export function AutomationBar() {
	const { data, error, refetch } = useCall(getAutomation, {})
	const may = useMay()
	const today = useToday()
	const nameOf = useOwnerName()
	const [isStopping, setStopping] = useState(false)
	const start = useChange(startAutomation, { refreshes, done: ({ held }) => sayStarted(held.messages) })
	if (!data) {
		return error ? (
			<div role="alert" className="flex flex-wrap items-center gap-3 border-b px-6 py-2 text-13 max-md:px-4">
				<span className="min-w-0 flex-1 text-alarm">
					Whether automation runs could not be read. {sayProblem(error)}
				</span>
				<Button onClick={() => refetch()}>Try again</Button>
			</div>
		) : (
			<div className="h-[49px] border-b" />
		)
	}
	const { stopped, last_day: last } = data
	return (
		<section
			aria-label="Automation"
			className={`flex min-h-[49px] flex-wrap items-center gap-x-3 gap-y-1 border-b px-6 py-2 text-13 max-md:px-4 ${stopped ? 'bg-alarm-soft' : ''}`}
		>
			{stopped ? (
				<>
					<Badge tone="alarm">stopped</Badge>
					<span className="min-w-0">
						By {nameOf(stopped.by)}, <InstantText value={stopped.at} />: {stopped.reason}
					</span>
				</>
			) : (
				<>
					<Badge tone="good">automation runs</Badge>
					{last && (
						<span className="min-w-0 text-second">
							Last look <DayText value={last.as_of} today={today} />:{' '}
							{last.held ?? `${formatCount(last.started, 'run')} started`}
							{last.waiting > 0 && `, ${formatCount(last.waiting, 'occasion')} for a person`}
						</span>
					)}
				</>
			)}
			{may('playbooks.run') &&
				(stopped ? (
					<Button
						kind="primary"
						className="ml-auto"
						icon={<Play size={14} />}
						isBusy={start.isPending}
						onClick={() => start.mutate({ body: {} })}
					>
						Start automation
					</Button>
				) : (
					<Button
						kind="danger"
						className="ml-auto"
						icon={<CircleStop size={14} />}
						onClick={() => setStopping(true)}
					>
						Stop everything
					</Button>
				))}
			<StopDialog isOpen={isStopping} onClose={() => setStopping(false)} />
		</section>
	)
}
