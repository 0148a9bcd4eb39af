import { createClient } from '../../api/client.ts'

/** The API of the server that the page came from; the session is its cookie. */
export const api = createClient()
