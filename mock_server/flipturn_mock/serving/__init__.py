"""The server underneath: HTTP/1.1 on asyncio, in one process and one thread, for any WSGI application.

It knows nothing of the mock. It exists because no library with wheels for Linux, macOS and Windows
tells the real port, stops at once with a request in flight, can cut a connection on purpose and
answers about as fast as Flask itself allows; parsing is left to httptools.
"""
