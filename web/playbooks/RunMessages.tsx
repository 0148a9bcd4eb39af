import { Link } from '@tanstack/react-router'
import { SendState } from '../delivery/SendTable.tsx'
import { recipientOfSend, titleOfSend } from '../delivery/send-words.ts'
import { useSends } from '../delivery/use-sends.ts'
import { Section } from '../ui/Section.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import type { RunRecord } from './use-playbooks.ts'

/** What a run has sent or wants to send: each leads to its text and to what a person can decide about it. */
export function RunMessages({ run }: { run: Pick<RunRecord, 'id' | 'account_id'> }) {
	const list = useSends({ run: run.id, account: run.account_id })
	const sends = list.data?.pages.flatMap(page => page.items) ?? []
	if (sends.length === 0) return null
	return (
		<Section title="Messages">
			<ul className="text-13">
				{sends.map(send => (
					<li key={send.id} className="flex items-center gap-3 border-t py-1.5">
						<span className="min-w-0 flex-1">
							<Link
								to="/playbooks"
								search={
									send.state === 'waiting_for_approval'
										? { tab: 'approvals', send: send.id }
										: { tab: 'delivery', send: send.id }
								}
								className={`${linkClass} block truncate`}
							>
								{titleOfSend(send)}
							</Link>
							<span className="block truncate text-12 text-second">to {recipientOfSend(send)}</span>
						</span>
						<SendState send={send} />
					</li>
				))}
			</ul>
		</Section>
	)
}
