import { SelectField } from '../ui/SelectField.tsx'
import { useOwners } from './use-people.ts'

/** Whose accounts: everybody's, one's own, somebody's, nobody's. */
export function OwnerFilter({
	value,
	onChange,
	label = 'Owner',
}: {
	value: string | undefined
	onChange: (owner: string | undefined) => void
	label?: string
}) {
	const owners = useOwners()
	const known = ['me', 'none', ...owners.map(owner => owner.value)]
	return (
		<SelectField
			label={label}
			isLabelHidden
			className="w-40"
			value={value ?? ''}
			onChange={next => onChange(next || undefined)}
			choices={[
				{ value: '', label: 'Every owner' },
				{ value: 'me', label: 'Mine' },
				{ value: 'none', label: 'Without owner' },
				...(value && !known.includes(value) ? [{ value, label: value }] : []),
				...owners,
			]}
		/>
	)
}
