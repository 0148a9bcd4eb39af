import { Button } from '../ui/Button.tsx'
import { linkClass } from '../ui/TextLink.tsx'

export function MoreButton({
	list,
}: {
	list: { hasNextPage: boolean; isFetching: boolean; fetchNextPage: () => unknown }
}) {
	if (!list.hasNextPage) return null
	return (
		<Button className="mt-3" isBusy={list.isFetching} onClick={() => void list.fetchNextPage()}>
			Show more
		</Button>
	)
}

/** The name of an account that opens its lines. */
export function AccountButton({
	id,
	name,
	onOpen,
}: {
	id: string
	name: string | null
	onOpen: (id: string) => void
}) {
	return (
		<button type="button" className={`${linkClass} text-left`} onClick={() => onOpen(id)}>
			{name ?? id}
		</button>
	)
}
