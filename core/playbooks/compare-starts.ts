/** By account, then playbook, then occasion: the same order wherever starts come from. */
export function compareStarts(
	a: { accountId: number; playbookId: string; occasion: string },
	b: { accountId: number; playbookId: string; occasion: string },
): number {
	return (
		a.accountId - b.accountId ||
		compareText(a.playbookId, b.playbookId) ||
		compareText(a.occasion, b.occasion)
	)
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
