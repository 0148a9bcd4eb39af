import { Building } from 'lucide-react'
import { useState } from 'react'
import { listAccounts } from '../../api/accounts.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Popover } from '../ui/Popover.tsx'
import { TextField } from '../ui/TextField.tsx'

const mostFound = 8

/** One account, found by a part of its name or id. */
export function AccountChooser({
	label,
	chosen,
	onChoose,
}: {
	/** What the button says while none is chosen. */
	label: string
	/** Its name. */
	chosen: string | undefined
	onChoose: (id: string) => void
}) {
	const [isOpen, setOpen] = useState(false)
	const [text, setText] = useState('')
	const query = { limit: mostFound, sort: 'score', ...(text.trim() ? { search: text.trim() } : {}) }
	const found = useCall(listAccounts, { query }, { enabled: isOpen, keepsPrevious: true })
	const items = found.data?.items ?? []
	return (
		<Popover
			label={label}
			isOpen={isOpen}
			onOpenChange={setOpen}
			className="w-80"
			trigger={<Button icon={<Building size={14} />}>{chosen ?? label}</Button>}
		>
			<TextField label="Account" placeholder="part of its name or id" value={text} onChange={setText} />
			<ul className="mt-2 flex flex-col">
				{items.map(account => (
					<li key={account.id}>
						<button
							type="button"
							className="flex h-8 w-full items-center gap-2 rounded px-2 text-left text-13 hover:bg-hover"
							onClick={() => {
								onChoose(account.id)
								setOpen(false)
							}}
						>
							<span className="min-w-0 flex-1 truncate">{account.name}</span>
							<span className="text-12 text-second">{account.id}</span>
						</button>
					</li>
				))}
			</ul>
			{found.data && items.length === 0 && (
				<p className="mt-2 text-13 text-second">No account has this in its name or id.</p>
			)}
			{found.error && <p className="mt-2 text-13 text-alarm">{sayProblem(found.error)}</p>}
		</Popover>
	)
}
