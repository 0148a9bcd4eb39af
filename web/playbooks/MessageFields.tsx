import { contactRoles, type MessageRecipient, type StepOf } from '../../core/model/playbook-step.ts'
import { ownerRoles } from '../../core/model/task.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'
import { roleWords } from './playbook-words.ts'
import { TemplateField } from './TemplateField.tsx'

type MessageStep = StepOf<'email' | 'slack' | 'survey' | 'calendar'>
interface Props {
	step: MessageStep
	path: string
	onChange: (step: MessageStep) => void
}

const contactWords: Readonly<Record<(typeof contactRoles)[number], string>> = {
	champion: 'champion',
	executive_sponsor: 'executive sponsor',
	decision_maker: 'decision maker',
	admin: 'admin',
	user: 'user',
}
const teamRoles = ['owner', ...ownerRoles] as const
const teamChoices = teamRoles.map(value => ({
	value,
	label: value === 'owner' ? 'the owner of the run' : roleWords[value],
}))

/** Words to somebody: to whom, what, and whether a person looks at them first. */
export function MessageFields({ step, path, onChange }: Props) {
	return (
		<>
			<Recipient step={step} path={path} onChange={onChange} />
			{step.kind === 'survey' && (
				<SelectField
					label="Survey"
					className="w-52"
					value={step.survey}
					choices={[
						{ value: 'nps', label: 'NPS' },
						{ value: 'csat', label: 'CSAT' },
						{ value: 'ces', label: 'CES' },
					]}
					onChange={value =>
						onChange({ ...step, survey: value === 'csat' ? 'csat' : value === 'ces' ? 'ces' : 'nps' })
					}
				/>
			)}
			{(step.kind === 'email' || step.kind === 'survey') && (
				<TemplateField
					label="Subject"
					path={`${path}.subject`}
					value={step.subject}
					onChange={subject => onChange({ ...step, subject })}
				/>
			)}
			{step.kind === 'calendar' && (
				<TemplateField
					label="Title of the meeting"
					path={`${path}.title`}
					value={step.title}
					onChange={title => onChange({ ...step, title })}
				/>
			)}
			<TemplateField
				label="Text"
				path={`${path}.body`}
				rows={5}
				value={step.body}
				onChange={body => onChange({ ...step, body })}
			/>
			{step.kind === 'calendar' && <MeetingTime step={step} onChange={onChange} />}
			<Sending step={step} onChange={onChange} />
		</>
	)
}

function toCustomer(step: MessageStep): boolean {
	return 'contact' in step.to
}

function Recipient({ step, path, onChange }: Props) {
	const { to } = step
	const kind = 'contact' in to ? 'contact' : 'channel' in to ? 'channel' : 'team'
	function setKind(next: string) {
		if (step.kind === 'slack') {
			onChange({ ...step, to: next === 'channel' ? { channel: '#success' } : { team: 'owner' } })
			return
		}
		onChange({ ...step, to: next === 'team' ? { team: 'owner' } : { contact: ['champion'] } })
	}
	function setTo(next: MessageRecipient) {
		if (step.kind === 'slack') {
			if ('team' in next) onChange({ ...step, to: next })
		} else onChange({ ...step, to: next })
	}
	return (
		<div className="flex flex-wrap gap-4">
			<SelectField
				label="To"
				className="w-64"
				value={kind}
				choices={[
					...(step.kind === 'slack'
						? [{ value: 'channel', label: 'a channel' }]
						: [{ value: 'contact', label: 'somebody at the customer' }]),
					{ value: 'team', label: 'somebody of the team' },
				]}
				onChange={setKind}
			/>
			{'team' in to && (
				<SelectField
					label="Who"
					className="w-52"
					value={to.team}
					choices={teamChoices}
					onChange={value => setTo({ team: teamRoles.find(role => role === value) ?? 'owner' })}
				/>
			)}
			{'channel' in to && step.kind === 'slack' && (
				<ChannelField
					value={to.channel}
					path={`${path}.to`}
					onChange={channel => onChange({ ...step, to: { channel } })}
				/>
			)}
			{'contact' in to && <ContactRoles to={to} onChange={setTo} />}
		</div>
	)
}

function ChannelField({
	value,
	path,
	onChange,
}: {
	value: string
	path: string
	onChange: (channel: string) => void
}) {
	const problem = useProblemAt()(path)
	return <TextField label="Channel" className="w-52" value={value} problem={problem} onChange={onChange} />
}

function ContactRoles({
	to,
	onChange,
}: {
	to: { contact: (typeof contactRoles)[number][] }
	onChange: (to: MessageRecipient) => void
}) {
	const { isReadOnly } = usePlaybookEditor()
	return (
		<div role="group" aria-label="Roles at the customer" className="flex flex-col gap-1">
			<span className="font-medium text-13">Who, the first that is there</span>
			<div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
				{contactRoles.map(role => {
					const place = to.contact.indexOf(role)
					return (
						<Checkbox
							key={role}
							label={`${place >= 0 && to.contact.length > 1 ? `${place + 1}. ` : ''}${contactWords[role]}`}
							disabled={isReadOnly || (to.contact.length === 1 && place === 0)}
							checked={place >= 0}
							onChange={isOn =>
								onChange({
									contact: isOn ? [...to.contact, role] : to.contact.filter(entry => entry !== role),
								})
							}
						/>
					)
				})}
			</div>
		</div>
	)
}

const hours = Array.from({ length: 24 }, (_, hour) => ({
	value: String(hour),
	label: `${String(hour).padStart(2, '0')}:00`,
}))

function Sending({ step, onChange }: Omit<Props, 'path'>) {
	const isForCustomer = toCustomer(step)
	const isNeeded = (step.approval ?? (isForCustomer ? 'needed' : 'not_needed')) === 'needed'
	return (
		<div className="flex flex-wrap gap-4">
			<SelectField
				label="Before it goes"
				className="w-72"
				hint={
					isForCustomer && !isNeeded ? 'It goes to the customer without anybody having read it.' : undefined
				}
				value={isNeeded ? 'needed' : 'not_needed'}
				choices={[
					{ value: 'needed', label: 'a person reads and approves it' },
					{ value: 'not_needed', label: 'nobody has to approve it' },
				]}
				onChange={value => onChange({ ...step, approval: value === 'needed' ? 'needed' : 'not_needed' })}
			/>
			<SelectField
				label="Not before"
				className="w-28"
				value={String(step.fromHour)}
				choices={hours}
				onChange={value => onChange({ ...step, fromHour: Number(value) })}
			/>
		</div>
	)
}

function MeetingTime({
	step,
	onChange,
}: {
	step: StepOf<'calendar'>
	onChange: (step: StepOf<'calendar'>) => void
}) {
	return (
		<div className="flex flex-wrap gap-4">
			<NumberField
				label="In working days"
				className="w-32"
				isWhole
				min={0}
				max={200}
				value={step.inWorkingDays}
				onChange={days => days !== null && onChange({ ...step, inWorkingDays: days })}
			/>
			<SelectField
				label="At"
				className="w-28"
				value={String(step.atHour)}
				choices={hours}
				onChange={value => onChange({ ...step, atHour: Number(value) })}
			/>
			<NumberField
				label="Minutes"
				className="w-28"
				isWhole
				min={5}
				max={600}
				value={step.minutes}
				onChange={minutes => minutes !== null && onChange({ ...step, minutes })}
			/>
		</div>
	)
}
