import { Link } from '@tanstack/react-router'
import { useMay } from '../session/use-session.ts'
import { buttonClass } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useFreshness } from './use-data.ts'

/**
 * A page that has nothing to show yet: `sentence` says why, and there is the way to change it: files where none were
 * loaded, else the run of the day.
 */
export function NoData({ sentence }: { sentence: string }) {
	const may = useMay()
	const { data } = useFreshness()
	const isEmpty = data?.state === 'empty'
	const canMend = may(isEmpty ? 'data.import' : 'day.run')
	return (
		<EmptyState
			sentence={canMend ? sentence : `${sentence} An admin loads files and runs the day under Data.`}
			action={
				canMend && (
					<Link to="/data" search={isEmpty ? { tab: 'imports' } : {}} className={buttonClass('primary')}>
						{isEmpty ? 'Load files' : 'Go to Data and run the day'}
					</Link>
				)
			}
		/>
	)
}
