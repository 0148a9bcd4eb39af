/** Gives the person a file to keep. */
export function saveFile(name: string, content: string, type: string) {
	const address = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
	const link = document.createElement('a')
	link.href = address
	link.download = name
	link.click()
	URL.revokeObjectURL(address)
}
